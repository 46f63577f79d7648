package dev.espalier.data.image;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.Rows;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The file of what a folder's pictures have become, a byte a value. Its name is a hash of the
 * pictures' names, sizes and times and of the recipe: if one of them changes, another file is
 * written. It ends with a checksum, and is there whole or not at all.
 */
final class PictureCache {
  private static final String VERSION = "espalier pictures 1";
  private static final int SHOWN = 24;

  // The file that is being written has this process's number: one of its threads at a time.
  private static final Object WRITING = new Object();

  private final PictureFolder folder;
  private final PictureRecipe recipe;
  private final Path place;
  private final String name;

  private PictureCache(PictureFolder folder, PictureRecipe recipe, Path place, String name) {
    this.folder = folder;
    this.recipe = recipe;
    this.place = place;
    this.name = name;
  }

  static PictureCache of(PictureFolder folder, PictureRecipe recipe, Optional<Path> given) {
    Path absolute = folder.folder().toAbsolutePath().normalize();
    Path beside = absolute.getParent() == null ? absolute : absolute.getParent();
    Path place = given.orElse(beside);
    if (!Files.isDirectory(place)) {
      throw DataException.of(
          folder.subject(), "cache", "found no folder at " + place, "one that is there");
    }
    String start = "." + String.valueOf(absolute.getFileName()).replaceAll("[^A-Za-z0-9_-]", "_");
    return new PictureCache(folder, recipe, place, start + "." + hash(folder, recipe));
  }

  /** Gives the pictures, read from their files only if they were not before. */
  Rows rows() {
    Path file = place.resolve(name + ".pixels");
    try {
      synchronized (WRITING) {
        if (!whole(file)) {
          removeLeftOver();
          Path part = place.resolve("%s.%s.part".formatted(name, ProcessHandle.current().pid()));
          PictureDecoding.of(folder, recipe).write(part, file);
        }
      }
    } catch (IOException unwritable) {
      DataException exception =
          DataException.of(
              folder.subject(),
              "cache",
              "the folder %s cannot be written to: %s".formatted(place, unwritable),
              "cache(folder) with another one, on a disk with room");
      exception.initCause(unwritable);
      throw exception;
    }
    return Rows.ofByteFile(file, folder.files().size(), 1 / 255.0, recipe.dims());
  }

  /** Says whether a file is as it was written; one that is not is written anew. */
  private boolean whole(Path file) throws IOException {
    long values = folder.files().size() * recipe.dims().count();
    try {
      if (Files.size(file) != values + Long.BYTES) {
        return false;
      }
    } catch (NoSuchFileException absent) {
      return false;
    }
    CRC32C sum = new CRC32C();
    byte[] block = new byte[1 << 20];
    try (InputStream bytes = Files.newInputStream(file);
        DataInputStream in = new DataInputStream(new BufferedInputStream(bytes, block.length))) {
      for (long left = values; left > 0; ) {
        int part = (int) Math.min(left, block.length);
        in.readFully(block, 0, part);
        sum.update(block, 0, part);
        left -= part;
      }
      return in.readLong() == sum.getValue();
    } catch (EOFException shorter) {
      return false;
    }
  }

  /** Removes what processes that died have left of this file. */
  private void removeLeftOver() throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      List<Path> parts =
          files
              .filter(each -> each.getFileName().toString().startsWith(name + "."))
              .filter(each -> each.getFileName().toString().endsWith(".part"))
              .toList();
      for (Path part : parts) {
        String text = part.getFileName().toString();
        String pid = text.substring(name.length() + 1, text.length() - ".part".length());
        if (pid.matches("[0-9]{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          Files.deleteIfExists(part);
        }
      }
    }
  }

  private static String hash(PictureFolder folder, PictureRecipe recipe) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((VERSION + '\n' + recipe + '\n').getBytes(StandardCharsets.UTF_8));
      for (PictureFolder.Entry file : folder.files()) {
        String line = file.name() + '\0' + file.size() + '\0' + file.time() + '\n';
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, SHOWN);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
