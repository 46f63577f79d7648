package dev.espalier.train.state;

import dev.espalier.data.rows.Uninterrupted;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.log.TrainException;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of checkpoints, of which the last two are kept.
 *
 * <p>A checkpoint appears under its name only when all of it is on the disk, so a process that is
 * killed at any moment leaves whole checkpoints. One store at a time may use a folder.
 */
public final class CheckpointStore implements AutoCloseable {
  private static final int KEPT = 2;
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,9})\\.espalier");

  private final Path folder;
  private final FileChannel lock;
  private final UnaryOperator<OutputStream> disk;

  private CheckpointStore(Path folder, FileChannel lock, UnaryOperator<OutputStream> disk) {
    this.folder = folder;
    this.lock = lock;
    this.disk = disk;
  }

  /** What a checkpoint holds. */
  public interface Content {
    void write(StateWriter out) throws IOException;
  }

  /**
   * Opens a folder, made if absent, for this store alone.
   *
   * @throws IOException if it cannot be made or written to
   * @throws TrainException if another training uses it
   */
  public static CheckpointStore open(Path folder) throws IOException {
    return open(folder, out -> out);
  }

  /** Opens a folder with something between the store and its disk. */
  static CheckpointStore open(Path folder, UnaryOperator<OutputStream> disk) throws IOException {
    Files.createDirectories(folder);
    Optional<FileChannel> lock = Uninterrupted.get(() -> lock(folder));
    if (lock.isEmpty()) {
      throw new TrainException(
          "checkpoints in " + folder,
          List.of(
              new Problem(
                  "folder", "another training is using it", "a folder of its own for each")));
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path left : files.filter(file -> file.toString().endsWith(".tmp")).toList()) {
        Files.delete(left);
      }
    }
    return new CheckpointStore(folder, lock.get(), disk);
  }

  public Path folder() {
    return folder;
  }

  /** Gives the files of all checkpoints, the newest first. */
  List<Path> newestFirst() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(CheckpointStore::number).reversed())
          .toList();
    }
  }

  /**
   * Saves a checkpoint, then deletes those that are no longer needed.
   *
   * @throws IOException if it cannot be written; the ones before it are untouched
   */
  public void save(Content content) throws IOException {
    List<Path> before = newestFirst();
    long number = before.isEmpty() ? 1 : number(before.get(0)) + 1;
    Path file = folder.resolve(String.format(Locale.ROOT, "checkpoint-%06d.espalier", number));
    Path unfinished = folder.resolve(file.getFileName() + ".tmp");
    try {
      write(unfinished, content);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
    sync(folder);
    for (Path old : before.stream().skip(KEPT - 1).toList()) {
      Files.deleteIfExists(old);
    }
  }

  private void write(Path file, Content content) throws IOException {
    MessageDigest digest = StateFormat.sha256();
    // Not a channel, which an interrupt would close.
    try (FileOutputStream stream = new FileOutputStream(file.toFile())) {
      OutputStream raw = new BufferedOutputStream(disk.apply(stream), 1 << 16);
      DataOutputStream out = new DataOutputStream(new DigestOutputStream(raw, digest));
      StateWriter writer = StateWriter.begin(out);
      content.write(writer);
      writer.end();
      raw.write(digest.digest());
      raw.flush();
      stream.getFD().sync();
    }
  }

  /** Makes sure that a rename survives a loss of power, where the system can. */
  private static void sync(Path folder) {
    try {
      Uninterrupted.get(
          () -> {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
              channel.force(true);
              return folder;
            }
          });
    } catch (IOException e) {
      // Some systems cannot open a folder; there a checkpoint may be lost with the power, and the
      // one before it is used.
      return;
    }
  }

  /** Takes the folder, unless another training has it. */
  private static Optional<FileChannel> lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // A training of this process has it.
      locked = false;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    return locked ? Optional.of(channel) : Optional.empty();
  }

  private static long number(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** Lets others use the folder. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
