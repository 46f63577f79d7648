package dev.espalier.examples;

import static dev.espalier.Espalier.*;
import static dev.espalier.methods.Methods.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import dev.espalier.Run;
import dev.espalier.data.*;
import dev.espalier.data.image.PictureBuilder;
import dev.espalier.zoo.*;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on own data, its folder of pictures compared with what runs here. */
final class OwnPicturesIT {
  private static final Path PAGE = Path.of("../docs/own-data.md");
  private static final List<int[]> SIZES =
      List.of(new int[] {24, 24}, new int[] {60, 40}, new int[] {33, 90});

  private static BufferedImage shape(boolean round, int[] size, SplittableRandom random) {
    BufferedImage image = new BufferedImage(size[0], size[1], BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(random.nextInt(60), random.nextInt(60), random.nextInt(60)));
    graphics.fillRect(0, 0, size[0], size[1]);
    graphics.setColor(new Color(150 + random.nextInt(100), 120, 150 + random.nextInt(100)));
    int side = Math.min(size[0], size[1]) * 2 / 3;
    int x = (size[0] - side) / 2 + random.nextInt(-2, 3);
    int y = (size[1] - side) / 2 + random.nextInt(-2, 3);
    if (round) {
      graphics.fillOval(x, y, side, side);
    } else {
      graphics.fillRect(x, y, side, side);
    }
    graphics.dispose();
    return image;
  }

  private static void shapes(Path root) throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    for (String name : List.of("round", "square")) {
      Path folder = Files.createDirectories(root.resolve(name));
      for (int i = 0; i < 150; i++) {
        BufferedImage image = shape(name.equals("round"), SIZES.get(i % 3), random);
        String format = i % 2 == 0 ? "png" : "jpg";
        ImageIO.write(image, format, folder.resolve(i + "." + format).toFile());
      }
    }
  }

  @Test
  void thePageRunsAsItStandsAndDjlAloneSaysTheSameOfPicturesOfThreeSizes(@TempDir Path temp)
      throws Exception {
    Path folder = temp.resolve("shapes");
    shapes(folder);
    Path picture = folder.resolve("round/0.png");
    Path zoo = temp.resolve("zoo");
    // spotless:off
    var data = Data.fromPictures(folder, p -> p.size(20, 20).crop());    // folder/round/0.png, folder/square/1.jpg, ... of any sizes
    var split = data.split(0.8, 1).standardized();
    var run = train(network("shapes", n -> n.input(data.inputDims()).conv2d("c", 8, 5).relu().maxPool(2).flatten().output(2)), supervised(), r -> r
        .classify(split.train()).validate(split.test())
        .adam(3e-3).batch(16).epochs(12));
    run.result().print();
    var one = run.predict(picture);                                      // of any size too; one.bestClass() is "round" or "square"
    Zoo.at(zoo).publish(run, "shapes", card -> card.version("1.0.0"));
    var same = Zoo.at(zoo).load("shapes").predict(picture);
    // spotless:on
    assertThat(run.result().metric("accuracy")).isGreaterThan(0.9);
    assertThat(one.bestClass()).isEqualTo("round");
    assertThat(same.value(0)).isCloseTo(one.value(0), within(1e-6));
    requireSame(zoo, "shapes", run, folder);
    assertThat(Files.readString(PAGE)).contains("```java\n" + Readme.ownData().get(1) + "\n```\n");
  }

  @Test
  void djlAloneSaysTheSameWhateverTheFitAndTheColors(@TempDir Path temp) throws Exception {
    Path folder = temp.resolve("shapes");
    shapes(folder);
    List<UnaryOperator<PictureBuilder>> recipes =
        List.of(
            p -> p.size(16, 24).pad().gray(),
            p -> p.size(17, 13).resize(),
            p -> p.size(30, 12).crop().gray());
    for (int i = 0; i < recipes.size(); i++) {
      DataSet data = Data.fromPictures(folder, recipes.get(i));
      Run run =
          train(
              network("n" + i, n -> n.input(data.inputDims()).flatten().output(2)),
              supervised(),
              r -> r.classify(data).adam(1e-2).epochs(1));
      Zoo.at(temp.resolve("zoo")).publish(run, "n" + i, card -> card);
      requireSame(temp.resolve("zoo"), "n" + i, run, folder);
    }
  }

  private static void requireSame(Path zoo, String name, Run run, Path folder) throws Exception {
    Criteria<Image, Classifications> criteria =
        Criteria.builder()
            .setTypes(Image.class, Classifications.class)
            .optModelUrls(zoo.toAbsolutePath().toUri().toString())
            .optArtifactId(name)
            .build();
    try (ZooModel<Image, Classifications> model = criteria.loadModel();
        Predictor<Image, Classifications> predictor = model.newPredictor()) {
      for (int i = 0; i < 6; i++) {
        Path file = folder.resolve("square").resolve(i + (i % 2 == 0 ? ".png" : ".jpg"));
        Classifications said = predictor.predict(ImageFactory.getInstance().fromFile(file));
        assertThat(said.get("square").getProbability())
            .as("%s of %s", file.getFileName(), name)
            .isCloseTo(run.predict(file).value(1), within(2e-6));
      }
    }
  }
}
