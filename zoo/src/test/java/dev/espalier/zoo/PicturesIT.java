package dev.espalier.zoo;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.recall;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of pictures of three sizes, to a published model that is shown raw files elsewhere. */
final class PicturesIT {
  private static final int EACH = 60;
  private static final List<int[]> SIZES =
      List.of(new int[] {24, 24}, new int[] {50, 36}, new int[] {30, 70});

  /** Bars that stand or lie, somewhere near the middle. */
  private static void bars(Path root) throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    for (String name : List.of("lies", "stands")) {
      Path folder = Files.createDirectories(root.resolve(name));
      for (int i = 0; i < EACH; i++) {
        int[] size = SIZES.get(i % SIZES.size());
        int side = Math.min(size[0], size[1]);
        int wide = name.equals("lies") ? side * 2 / 3 : side / 5;
        int high = name.equals("lies") ? side / 5 : side * 2 / 3;
        BufferedImage image = new BufferedImage(size[0], size[1], BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(130 + random.nextInt(100), 120, 130 + random.nextInt(100)));
        graphics.fillRect(
            (size[0] - wide) / 2 + random.nextInt(-2, 3),
            (size[1] - high) / 2 + random.nextInt(-2, 3),
            wide,
            high);
        graphics.dispose();
        String format = i % 2 == 0 ? "png" : "jpg";
        ImageIO.write(image, format, folder.resolve(i + "." + format).toFile());
      }
    }
  }

  @Test
  void aProcessWithDjlOnlySaysTheSameOfFilesOfThreeSizes(@TempDir Path temp) throws Exception {
    Path folder = temp.resolve("bars");
    bars(folder);
    DataSet data = Data.fromPictures(folder, p -> p.size(16, 16).crop());
    Split split = data.split(0.8, 1).standardized();
    try (Run run =
        train(
            network(
                "bars", n -> n.input(data.inputDims()).flatten().dense("h", 16).relu().output(2)),
            supervised(),
            r ->
                r.classify(split.train())
                    .validate(split.test())
                    .measure(recall())
                    .adam(3e-3)
                    .batch(16)
                    .epochs(10))) {
      Path zoo = temp.resolve("zoo");
      Zoo.at(zoo).publish(run, "bars", card -> card.version("1.0.0"));
      Loaded loaded = Zoo.at(zoo).load("bars");
      List<Path> files = new ArrayList<>();
      for (int i = 0; i < 2 * SIZES.size(); i++) {
        files.add(folder.resolve("stands").resolve(i + (i % 2 == 0 ? ".png" : ".jpg")));
      }

      List<String> said = elsewhere(zoo, files, temp);

      assertThat(run.result().confusion())
          .isEqualTo(List.of(List.of(EACH / 5L, 0L), List.of(0L, EACH / 5L)));
      assertThat(run.result().metric("recall")).isEqualTo(1);
      for (int i = 0; i < files.size(); i++) {
        double needed = run.predict(files.get(i)).value(1);
        assertThat(loaded.predict(files.get(i)).value(1)).isCloseTo(needed, within(1e-6));
        assertThat(Double.parseDouble(said.get(i))).isCloseTo(needed, within(2e-6));
      }
    }
  }

  private static List<String> elsewhere(Path zoo, List<Path> files, Path temp) throws Exception {
    Path answers = temp.resolve("answers");
    List<String> arguments =
        new ArrayList<>(List.of(zoo.toUri().toString(), "bars", "stands", answers.toString()));
    files.forEach(file -> arguments.add(file.toString()));
    List<String> command =
        Programs.javaOn(
            Programs.classPathOfDjl(LoadsPicturesWithDjlOnly.class, temp),
            LoadsPicturesWithDjlOnly.class,
            List.of(),
            arguments.toArray(String[]::new));
    Programs.run(command, temp.resolve("log"));
    return Files.readAllLines(answers);
  }
}
