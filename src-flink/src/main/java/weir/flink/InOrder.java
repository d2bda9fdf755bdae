package weir.flink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.assigners.FileSplitAssigner;

/** Files of one reader in the order they were named: what is late depends on it. Their ids count up in that order. */
final class InOrder implements FileSplitAssigner {
    private final List<FileSourceSplit> left;

    InOrder(Collection<FileSourceSplit> splits) {
        left = new ArrayList<>(splits);
        sort();
    }

    @Override
    public Optional<FileSourceSplit> getNext(String hostname) {
        return left.isEmpty() ? Optional.empty() : Optional.of(left.remove(0));
    }

    @Override
    public void addSplits(Collection<FileSourceSplit> splits) {
        left.addAll(splits);
        sort();
    }

    @Override
    public Collection<FileSourceSplit> remainingSplits() {
        return left;
    }

    private void sort() {
        left.sort(Comparator.comparing(FileSourceSplit::splitId));
    }
}
