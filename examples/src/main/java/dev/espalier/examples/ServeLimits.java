package dev.espalier.examples;

/**
 * What {@link Serve} takes at most.
 *
 * @param bytes of a request's body
 * @param rows of a request
 * @param atOnce predictions that are computed at once; others wait
 * @param seconds that a request waits for its turn
 */
record ServeLimits(int bytes, int rows, int atOnce, int seconds) {
  /** Gives 4 MiB, 1,000 rows, a prediction a processor, and 10 seconds. */
  static ServeLimits standard() {
    return new ServeLimits(4 << 20, 1_000, Runtime.getRuntime().availableProcessors(), 10);
  }
}
