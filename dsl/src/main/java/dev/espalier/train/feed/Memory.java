package dev.espalier.train.feed;

/** What is left of the bytes that a run's data and kept values may take on the device. */
public final class Memory {
  private long left;

  public Memory(long bytes) {
    left = bytes;
  }

  /** Takes bytes if there are enough. */
  boolean reserve(long bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }

  void free(long bytes) {
    left += bytes;
  }
}
