package weir.flink;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** Flink keys for the script's targets, so that each partition is exactly one of Flink's key groups and they spread evenly. */
final class Keys {
    private Keys() {}

    /** Key by target (`lane * partitions + partition`). */
    static int[] of(int lanes, int partitions) {
        int[] keys = new int[lanes * partitions];
        int[] found = new int[partitions];
        int missing = keys.length;
        for (int key = 0; missing > 0; key++) {
            int partition = KeyGroupRangeAssignment.assignToKeyGroup(key, partitions);
            if (found[partition] == lanes) continue;
            keys[found[partition]++ * partitions + partition] = key;
            missing--;
        }
        return keys;
    }
}
