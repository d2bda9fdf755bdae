package weir.flink;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;

/** A count that is told while the job runs (a metric) and when it has ended (an accumulator). */
final class Count {
    private final Counter metric;
    private final LongCounter total;

    Count(AbstractStreamOperator<?> operator, String name) {
        metric = operator.getMetricGroup().counter(name);
        total = operator.getRuntimeContext().getLongCounter(name);
    }

    void add(long n) {
        metric.inc(n);
        total.add(n);
    }
}
