package dev.espalier.report;

import dev.espalier.describe.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes files whole or not at all: beside their place first, then moved there. */
final class Output {
  private final String subject;

  /** Makes an output that names a subject in its errors. */
  Output(String subject) {
    this.subject = subject;
  }

  /** What goes into a file. */
  interface Content {
    void write(OutputStream stream) throws IOException;
  }

  /** Gives a folder, made if absent. */
  Path folder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw failure(folder, "the folder cannot be made", e);
    }
  }

  /** Writes a file, in a folder that is made if absent. */
  Path file(Path file, Content content) {
    Path place = file.toAbsolutePath();
    Path parent = Optional.ofNullable(place.getParent()).orElse(place);
    folder(parent);
    try {
      // Not createTempFile: its file would be for its owner alone, and a report is for others too.
      Path beside = parent.resolve("." + place.getFileName() + "." + UUID.randomUUID() + ".part");
      try {
        try (OutputStream stream = Files.newOutputStream(beside)) {
          content.write(stream);
        }
        Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw failure(file, "the file cannot be written", e);
    }
    return file;
  }

  private ReportException failure(Path path, String what, IOException cause) {
    ReportException failure =
        new ReportException(
            subject,
            List.of(
                new Problem(
                    path.toString(),
                    what
                        + " ("
                        + cause.getClass().getSimpleName()
                        + ": "
                        + cause.getMessage()
                        + ")",
                    "a folder that you may write to, such as Path.of(\"target/report\")")));
    failure.initCause(cause);
    return failure;
  }
}
