package dev.espalier.data.image;

import dev.espalier.data.image.PictureFolder.Entry;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.problem.Findings;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.Shown;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Reads all pictures of a folder, several at once, and shows how far it is. */
final class PictureDecoding {
  private static final long BLOCK = 64L << 20;
  private static final int MOST_IN_BLOCK = 512;
  private static final long SILENT = TimeUnit.SECONDS.toNanos(2);

  private final PictureFolder folder;
  private final PictureRecipe recipe;

  private PictureDecoding(PictureFolder folder, PictureRecipe recipe) {
    this.folder = folder;
    this.recipe = recipe;
  }

  static PictureDecoding of(PictureFolder folder, PictureRecipe recipe) {
    return new PictureDecoding(folder, recipe);
  }

  /** What one file has become: pixels, or a problem. */
  private static final class Outcome {
    private final byte[] pixels;
    private final Optional<Problem> problem;

    Outcome(byte[] pixels, Optional<Problem> problem) {
      this.pixels = pixels;
      this.problem = problem;
    }
  }

  /**
   * Writes all pictures and a checksum.
   *
   * @param part where they are written; goes if they are not all whole
   * @param file gets its name at the end
   * @throws DataException naming what is no picture
   */
  void write(Path part, Path file) throws IOException {
    try {
      // Not a channel, which an interrupt would close.
      try (OutputStream bytes = Files.newOutputStream(part);
          DataOutputStream out = new DataOutputStream(bytes)) {
        CRC32C sum = new CRC32C();
        writePixels(out, sum);
        out.writeLong(sum.getValue());
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void writePixels(OutputStream out, CRC32C sum) throws IOException {
    List<Entry> files = folder.files();
    int block = (int) Math.max(1, Math.min(MOST_IN_BLOCK, BLOCK / recipe.dims().count()));
    Findings findings = new Findings();
    long start = System.nanoTime();
    ProgressBar bar = null;
    try {
      for (int from = 0; from < files.size(); from += block) {
        List<Outcome> outcomes =
            IntStream.range(from, Math.min(from + block, files.size()))
                .parallel()
                .mapToObj(place -> decoded(files.get(place)))
                .toList();
        for (Outcome outcome : outcomes) {
          outcome.problem.ifPresent(findings::add);
          sum.update(outcome.pixels);
          out.write(outcome.pixels);
        }
        if (Thread.currentThread().isInterrupted()) {
          throw DataException.of(
              folder.subject(), "reading", "it was interrupted, and nothing is kept", "again");
        }
        bar = shown(bar, start, from + outcomes.size());
      }
    } finally {
      if (bar != null) {
        bar.close();
      }
    }
    findings.throwIfAny(folder.subject());
  }

  private Outcome decoded(Entry entry) {
    String where = Shown.name(entry.name());
    try {
      return new Outcome(PictureFile.of(entry.file()).with(recipe::pixels), Optional.empty());
    } catch (Damage damage) {
      return new Outcome(
          new byte[0], Optional.of(new Problem(where, damage.found(), damage.advice())));
    } catch (IOException unreadable) {
      boolean gone = unreadable instanceof NoSuchFileException;
      return new Outcome(
          new byte[0],
          Optional.of(
              new Problem(
                  where,
                  gone
                      ? "found a link to nothing, or it went meanwhile"
                      : "found a file that this process cannot read",
                  PictureFile.AGAIN)));
    }
  }

  @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it may be there without a terminal
  private static boolean isWatched() {
    return System.console() != null;
  }

  /** Shows how many were read, once it has taken a while. */
  private @Nullable ProgressBar shown(@Nullable ProgressBar bar, long start, int done) {
    ProgressBar shown = bar;
    if (shown == null && isWatched() && System.nanoTime() - start > SILENT) {
      shown =
          new ProgressBarBuilder()
              .setTaskName("pictures of " + folder.subject())
              .setInitialMax(folder.files().size())
              .setStyle(ProgressBarStyle.ASCII)
              .build();
    }
    if (shown != null) {
      shown.stepTo(done);
    }
    return shown;
  }
}
