package weir.flink;

/** Event times: the script's doubles, with infinities, and Flink's longs. */
final class Times {
    private Times() {}

    static long ofScript(double time) {
        if (time == Double.POSITIVE_INFINITY) return Long.MAX_VALUE;
        if (time == Double.NEGATIVE_INFINITY) return Long.MIN_VALUE;
        return (long) time;
    }

    static double toScript(long time) {
        if (time == Long.MAX_VALUE) return Double.POSITIVE_INFINITY;
        if (time == Long.MIN_VALUE) return Double.NEGATIVE_INFINITY;
        return time;
    }
}
