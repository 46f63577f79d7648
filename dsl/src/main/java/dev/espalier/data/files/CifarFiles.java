package dev.espalier.data.files;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.problem.Findings;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of CIFAR-10 or CIFAR-100, version for C: for each picture its labels, a byte each, and 32 x
 * 32 bytes of red, of green and of blue.
 *
 * @param images (3 x 32 x 32) from 0 to 1
 * @param labels the last label of each picture: CIFAR-100's fine one
 */
public record CifarFiles(Rows images, Rows labels) {
  private static final int PIXELS = 3 * 32 * 32;

  /** Refuses null. */
  public CifarFiles {
    Given.all("images", images, "labels", labels);
  }

  /**
   * Reads files, one after the other.
   *
   * @param labelBytes the labels of each picture, 1 or 2
   * @param classes how many classes the last label has
   * @throws DataException naming every file that is absent, or no such file
   */
  public static CifarFiles read(String name, int labelBytes, int classes, List<Path> files) {
    Given.all("name", name, "files", files);
    int record = labelBytes + PIXELS;
    Findings findings = new Findings();
    Rows images = null;
    Rows labels = null;
    for (Path file : files) {
      byte[] bytes = bytes(file, record, findings);
      int rows = bytes.length / record;
      byte[] pixels = new byte[rows * PIXELS];
      byte[] numbers = new byte[rows];
      for (int row = 0; row < rows; row++) {
        numbers[row] = bytes[row * record + labelBytes - 1];
        System.arraycopy(bytes, row * record + labelBytes, pixels, row * PIXELS, PIXELS);
        if ((numbers[row] & 0xFF) >= classes) {
          findings.add(
              "file " + file.getFileName(),
              "found the label %s in picture %s, needed 0 to %s"
                  .formatted(numbers[row] & 0xFF, row, classes - 1),
              "the files of CIFAR-" + classes + ", binary version");
          break;
        }
      }
      Rows own = Rows.ofBytes(pixels, 1 / 255.0, Dims.of(3, 32, 32));
      Rows ownLabels = Rows.ofBytes(numbers, 1, Dims.of());
      images = images == null ? own : images.and(own);
      labels = labels == null ? ownLabels : labels.and(ownLabels);
    }
    if (images == null || labels == null) {
      throw DataException.of(
          "data set '" + name + "'", "files", "found none, needed at least 1", "data_batch_1.bin");
    }
    findings.throwIfAny("data set '" + name + "'");
    return new CifarFiles(images, labels);
  }

  private static byte[] bytes(Path file, int record, Findings findings) {
    String where = "file " + file.getFileName();
    if (!Files.isRegularFile(file)) {
      findings.add(
          where,
          "found no such file in folder " + file.toAbsolutePath().getParent(),
          "the folder with the unpacked files");
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size == 0 || size % record != 0 || size > Integer.MAX_VALUE - 8) {
        findings.add(
            where,
            "found %s bytes, needed a multiple of %s, the bytes of a picture with its labels"
                .formatted(size, record),
            "the binary version, unpacked");
        return new byte[0];
      }
      return in.readNBytes((int) size);
    } catch (IOException unreadable) {
      findings.add(where, "it cannot be read: " + unreadable, "a file that this process may read");
      return new byte[0];
    }
  }
}
