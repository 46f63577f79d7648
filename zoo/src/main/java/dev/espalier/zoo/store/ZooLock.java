package dev.espalier.zoo.store;

import dev.espalier.data.rows.Uninterrupted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The right to change a zoo's indexes, held by one thread of one process at a time. */
public final class ZooLock implements AutoCloseable {
  private static final String FILE = ".lock";
  // A file lock belongs to the whole process, so threads need one of their own.
  private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final ReentrantLock thread;
  private final FileChannel channel;

  private ZooLock(ReentrantLock thread, FileChannel channel) {
    this.thread = thread;
    this.channel = channel;
  }

  /** Waits for the right; a process that dies gives it back. */
  public static ZooLock acquire(Path root) throws IOException {
    ReentrantLock thread = THREADS.computeIfAbsent(root.toRealPath(), key -> new ReentrantLock());
    thread.lock();
    try {
      return new ZooLock(thread, Uninterrupted.get(() -> lock(root.resolve(FILE))));
    } catch (IOException | RuntimeException e) {
      thread.unlock();
      throw e;
    }
  }

  /** Refuses the right of another thread, or one that was given back. */
  void requireHeld() {
    if (!thread.isHeldByCurrentThread() || !channel.isOpen()) {
      throw new IllegalStateException("the right to change the zoo is not held");
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      channel.lock();
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      // Closing the channel gives the file's lock back.
      channel.close();
    } finally {
      thread.unlock();
    }
  }
}
