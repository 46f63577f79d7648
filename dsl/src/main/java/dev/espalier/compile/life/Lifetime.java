package dev.espalier.compile.life;

import dev.espalier.describe.problem.Problem;
import java.lang.ref.Cleaner;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * How long native memory lives: closing waits for the calls in progress, and later calls are
 * refused by name. What is only forgotten is freed when it is garbage collected.
 *
 * <p>A thread that closes what it uses itself, such as a callback, does not wait: the memory is
 * freed when the last call in progress ends. Any thread may close, and any number of times.
 */
public final class Lifetime implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Cleaner.Cleanable memory;
  private volatile String owner;
  private volatile boolean closed;

  /**
   * Begins a life.
   *
   * @param owner what lives, as messages say it, such as {@code run 'digits by supervised'}
   * @param free frees the memory; it must not refer to what holds this
   */
  public Lifetime(String owner, Runnable free) {
    this.owner = owner;
    memory = CLEANER.register(this, free);
  }

  /** Gives what lives, as messages say it. */
  public String owner() {
    return owner;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Says from now on what lives. */
  public void rename(String name) {
    owner = name;
  }

  /**
   * Begins a call, during which nothing is freed; the same thread ends it.
   *
   * @param call what is called, such as {@code predict}
   * @throws ClosedException if it is closed, or the process ends
   */
  public Use use(String call) {
    // Unlike lock(), tryLock() does not queue behind a thread that waits to close.
    if (!lock.readLock().tryLock()) {
      throw closed(call);
    }
    boolean outermost = lock.getReadHoldCount() == 1;
    Use use = new Use(this, outermost);
    if (outermost && (closed || !Shutdown.begin(use))) {
      use.close();
      throw closed ? closed(call) : ending(call);
    }
    return use;
  }

  /** Refuses a call after the end. */
  public void requireOpen(String call) {
    if (closed && lock.getReadHoldCount() == 0) {
      throw closed(call);
    }
  }

  @Override
  public void close() {
    closed = true;
    if (lock.getReadHoldCount() == 0) {
      lock.writeLock().lock();
      free();
    }
  }

  private void free() {
    try {
      memory.clean();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private ClosedException closed(String call) {
    return new ClosedException(
        owner,
        new Problem(
            call,
            "it is closed, needed an open one",
            "closing it after its last use, or a new one"));
  }

  private ClosedException ending(String call) {
    return new ClosedException(
        owner,
        new Problem(
            call,
            "the process is ending, needed one that goes on",
            "ending such work before System.exit"));
  }

  /** A call in progress. */
  public static final class Use implements AutoCloseable {
    private final Lifetime lifetime;
    private final Thread thread = Thread.currentThread();
    private final boolean outermost;

    private Use(Lifetime lifetime, boolean outermost) {
      this.lifetime = lifetime;
      this.outermost = outermost;
    }

    Thread thread() {
      return thread;
    }

    @Override
    public void close() {
      ReentrantReadWriteLock lock = lifetime.lock;
      lock.readLock().unlock();
      if (outermost) {
        Shutdown.end(this);
        if (lifetime.closed && lock.writeLock().tryLock()) {
          lifetime.free();
        }
      }
    }
  }
}
