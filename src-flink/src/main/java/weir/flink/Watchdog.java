package weir.flink;

/** Stops a call that takes too long, as the desktop stops a plugin that computes without progress. Costs a call two writes. */
final class Watchdog implements AutoCloseable {
    /** Of one call, which covers many rows. */
    static final long LIMIT_SECONDS = 30;

    private static final long LIMIT_NANOS = LIMIT_SECONDS * 1_000_000_000L;
    private static final long LOOK_MS = 500;
    private static final long IDLE = 0;

    private final Thread thread;
    /** System.nanoTime of its beginning. */
    private volatile long call = IDLE;
    private volatile boolean stopped;

    Watchdog(Runnable stop) {
        thread = new Thread(() -> watch(stop), "weir-script-watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    void begin() {
        call = System.nanoTime() | 1;
    }

    void end() {
        call = IDLE;
    }

    /** The call under way was. */
    boolean stopped() {
        return stopped;
    }

    private void watch(Runnable stop) {
        try {
            while (!stopped) {
                Thread.sleep(LOOK_MS);
                long began = call;
                if (began == IDLE || System.nanoTime() - began < LIMIT_NANOS || call != began) continue;
                stopped = true;
                stop.run();
            }
        } catch (InterruptedException e) {
            // Closed: nothing is left to stop.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
