package dev.espalier.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.problem.DataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred CSV files with something broken in each: one clear error, or the right numbers. */
final class WrongFilesTest {
  private static final int FILES = 200;
  private static final byte[] SOUND =
      """
      age,city,paid,since,plan
      31,Ulm,12.5,2026-01-02,a
      45,"Bonn, old",3e2,2026-02-03,b
      ,Kiel,0.25,2025-12-31,b
      23,Ulm,-7,2024-02-29,a
      61,Bonn,1.0,2020-05-06,b
      """
          .getBytes(StandardCharsets.UTF_8);
  private static final String[] PIECES = {
    "\"",
    ",",
    "\n",
    ";",
    "\t",
    "x",
    "NaN",
    "1e999",
    "∞",
    "\u0000",
    "\r",
    "-",
    "2026-13-01",
    " ",
    "é"
  };

  @Test
  void everyBrokenFileGivesOneClearErrorOrData(@TempDir Path folder) throws Exception {
    int refused = 0;
    for (int seed = 0; seed < FILES; seed++) {
      Path file = Files.write(folder.resolve("f" + seed + ".csv"), broken(seed));
      try {
        DataSet data =
            Data.fromCsv(
                file,
                t ->
                    t.label("plan").fillMissing(new Filling.Median()).oneHot("city").standardize());
        assertThat(Arrays.stream(data.inputs().doubles(0, data.size())).allMatch(Double::isFinite))
            .isTrue();
      } catch (DataException e) {
        refused++;
        assertThat(e.problems()).isNotEmpty().hasSizeLessThan(12);
        assertThat(e).message().matches("(?s)(file|table) 'f\\d+.*");
      } catch (RuntimeException e) {
        fail("file %s: %s".formatted(seed, new String(broken(seed), StandardCharsets.UTF_8)), e);
      }
    }
    assertThat(refused).isBetween(FILES / 2, FILES);
  }

  private static byte[] broken(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] file = SOUND;
    for (int change = random.nextInt(1, 4); change > 0; change--) {
      int at = random.nextInt(file.length);
      byte[] piece =
          random.nextInt(8) == 0
              ? new byte[] {(byte) 0xE4}
              : PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
      int cut = Math.min(file.length, at + random.nextInt(3));
      byte[] next = new byte[at + piece.length + file.length - cut];
      System.arraycopy(file, 0, next, 0, at);
      System.arraycopy(piece, 0, next, at, piece.length);
      System.arraycopy(file, cut, next, at + piece.length, file.length - cut);
      file = random.nextInt(10) == 0 ? Arrays.copyOf(next, random.nextInt(next.length)) : next;
      if (file.length == 0) {
        return file;
      }
    }
    return file;
  }
}
