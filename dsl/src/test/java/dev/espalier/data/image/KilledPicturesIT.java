package dev.espalier.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it reads pictures, at several moments. */
final class KilledPicturesIT {
  private static final int EACH = 280;

  /** Reads a folder, as a process of its own. */
  static final class Reads {
    private Reads() {}

    /** Takes the folder. */
    public static void main(String[] args) {
      Data.fromPictures(Path.of(args[0]), p -> p.size(64, 64).crop());
    }
  }

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path temp;

  private Path pictures() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    BufferedImage image = new BufferedImage(100, 80, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 100; x++) {
      for (int y = 0; y < 80; y++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    Path root = temp.resolve("pictures");
    Path first = root.resolve("a/0.png");
    for (String name : List.of("a", "b")) {
      Files.createDirectories(root.resolve(name));
      for (int i = 0; i < EACH; i++) {
        Path file = root.resolve(name).resolve(i + ".png");
        if (file.equals(first)) {
          ImageIO.write(image, "png", file.toFile());
        } else {
          Files.copy(first, file);
        }
      }
    }
    return root;
  }

  private List<Path> kept(String end) throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.filter(each -> each.getFileName().toString().endsWith(end)).toList();
    }
  }

  @Test
  void leavesNothingHalfWrittenAndTheNextReadsAnew() throws Exception {
    Path root = pictures();
    for (int bytes : new int[] {0, 1}) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Reads.class.getName(),
                  root.toString())
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("log").toFile())
              .start();
      while (process.isAlive()
          && (kept(".part").isEmpty() || Files.size(kept(".part").get(0)) < bytes)) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
      int ended = process.destroyForcibly().waitFor();

      // One that was faster than the kill has read all.
      assertThat(kept(".pixels"))
          .as(Files.readString(temp.resolve("log")))
          .hasSize(ended == 0 ? 1 : 0);
      assertThat(kept(".part")).hasSize(ended == 0 ? 0 : 1);
    }

    DataSet data = Data.fromPictures(root, p -> p.size(64, 64).crop());

    assertThat(data.inputs().row(0)).isEqualTo(data.inputs().row(2 * EACH - 1));
    assertThat(kept(".part")).isEmpty();
    assertThat(kept(".pixels")).hasSize(1);
  }
}
