package dev.espalier.zoo.store;

import dev.espalier.data.rows.Uninterrupted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder in a zoo that nobody looks into, for the files of one publisher; closing deletes it.
 *
 * <p>Beside it lies a file that its publisher holds locked: a process that dies lets go of it, and
 * the next one to publish deletes the folder.
 */
public final class Staging implements AutoCloseable {
  private static final String NAME = ".staging-";
  private static final String OWNER = ".owner";

  private final Path folder;
  private final Path ownerFile;
  private final FileChannel owner;

  private Staging(Path folder, Path ownerFile, FileChannel owner) {
    this.folder = folder;
    this.ownerFile = ownerFile;
    this.owner = owner;
  }

  /**
   * Makes a folder, and deletes those whose publishers have died.
   *
   * @param right the right to change the zoo: between a file and its lock nobody must look
   */
  public static Staging open(Path root, ZooLock right) throws IOException {
    right.requireHeld();
    return Uninterrupted.get(
        () -> {
          for (Path folder : folders(root)) {
            sweep(folder);
          }
          return make(root);
        });
  }

  private static Staging make(Path root) throws IOException {
    Path folder = root.resolve(NAME + UUID.randomUUID());
    Path ownerFile = ownerFile(folder);
    FileChannel owner =
        FileChannel.open(ownerFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Staging staging = new Staging(folder, ownerFile, owner);
    try {
      owner.lock();
      Files.createDirectory(folder);
      return staging;
    } catch (IOException | RuntimeException e) {
      staging.close();
      throw e;
    }
  }

  /** Gives the folder. */
  public Path folder() {
    return folder;
  }

  /** Deletes a folder with all that is in it, if there is one. */
  public static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<Path> folders(Path root) throws IOException {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> left = Files.newDirectoryStream(root, NAME + "*")) {
      for (Path path : left) {
        String name = path.getFileName().toString();
        // A publisher that has died may have left the one without the other.
        Path folder =
            name.endsWith(OWNER)
                ? root.resolve(name.substring(0, name.length() - OWNER.length()))
                : path;
        if (!folders.contains(folder)) {
          folders.add(folder);
        }
      }
    }
    return folders;
  }

  private static void sweep(Path folder) throws IOException {
    Path ownerFile = ownerFile(folder);
    if (Files.exists(ownerFile)) {
      try (FileChannel owner = FileChannel.open(ownerFile, StandardOpenOption.WRITE)) {
        if (owner.tryLock() == null) {
          return;
        }
      } catch (OverlappingFileLockException e) {
        // Its publisher is another thread of this process.
        return;
      }
    }
    delete(folder);
    Files.deleteIfExists(ownerFile);
  }

  private static Path ownerFile(Path folder) {
    return folder.resolveSibling(folder.getFileName() + OWNER);
  }

  @Override
  public void close() throws IOException {
    try {
      delete(folder);
    } finally {
      owner.close();
      Files.deleteIfExists(ownerFile);
    }
  }
}
