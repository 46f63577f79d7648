package dev.espalier.examples;

import static dev.espalier.Espalier.exponential;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Espalier;
import dev.espalier.Run;
import dev.espalier.data.Split;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.methods.mgdl.GradeReport;
import dev.espalier.models.Pictures;
import dev.espalier.report.Figure;
import dev.espalier.report.Section;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.recipe.RecipeBuilder;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tech.tablesaw.api.Table;

/**
 * Learns a picture as a function of coordinates from every second pixel both ways, by four grades,
 * and by one network with the same hidden layers for as many seconds (arXiv 2507.20351).
 *
 * <p>Seconds are processor time of the one thread that trains: wall-clock time of an idle machine.
 *
 * <p>Leaves the pictures of every grade as PNG, and a report with them side by side.
 */
public final class FitImage {
  /** What can be given, {@code name=value} each. */
  @Command(description = "Learns a picture as a function of coordinates from every second pixel.")
  static final class Given {
    @Option(names = "image", description = "A PNG or JPEG file, or the flower that Espalier has.")
    String image = "flower";

    @Option(
        names = "width",
        description = "The width in pixels to which the picture is scaled.",
        converter = Program.AtLeastOne.class)
    int width = 128;

    @Option(
        names = "layers",
        description = "The hidden layers of each grade.",
        converter = Program.AtLeastOne.class)
    int layers = 3;

    @Option(
        names = "units",
        description = "The units of each layer.",
        converter = Program.AtLeastOne.class)
    int units = 128;

    @Option(
        names = "epochs",
        description = "The epochs of each grade.",
        converter = Program.AtLeastOne.class)
    int epochs = 300;

    @Option(
        names = "seeds",
        description = "The number of seeds, from 1 on.",
        converter = Program.AtLeastOne.class)
    int seeds = 3;

    @Option(names = "results", description = "Where results are written.")
    Path results = Path.of("target/results");
  }

  private static final int GRADES = 4;

  private final Given given;
  private final Split pixels;
  private final BufferedImage image;
  private final Spreads results = new Spreads("PSNR in dB on pixels not trained on");

  private FitImage(Given given) {
    this.given = given;
    image = PictureFiles.read(given.image, given.width);
    pixels = Pictures.everySecond(image);
  }

  /**
   * Prints peak signal-to-noise ratios in decibels on the pixels that were not trained on, and
   * writes them as {@code fit-image.md}.
   *
   * @param args if wanted {@code image=FILE width=128 layers=3 units=128 epochs=300 seeds=3
   *     results=target/results}; without a file, the flower that Espalier has
   */
  public static void main(String[] args) {
    Program.start(
        FitImage.class, new Given(), args, given -> System.out.println(run(given).printAll()));
  }

  /** Does the work of {@link #main}; gives the table, a row a grade, then the network. */
  static Table run(String... args) {
    return run(Program.read(new Given(), args));
  }

  private static Table run(Given given) {
    FitImage example = new FitImage(given);
    for (int seed = 1; seed <= example.given.seeds; seed++) {
      example.grades(seed);
      example.results.write(example.given.results, "fit-image");
    }
    return example.results.table();
  }

  private void grades(int seed) {
    double start = EqualTime.seconds();
    try (Run run = train(hierarchy(), multigrade(), ignored -> recipe(seed, given.epochs))) {
      double budget = EqualTime.seconds() - start;
      for (GradientStage grade : run.plan().gradientStages()) {
        results.add(grade.name(), run.evaluate(grade.readout(), pixels.test()).metric("psnr"));
      }
      results.add("four grades, seconds", budget);
      BufferedImage alone = alone(seed, budget);
      if (seed == 1) {
        show(run, alone);
      }
    }
  }

  /** Trains one network for as long; gives what it makes of the picture. */
  private BufferedImage alone(int seed, double budget) {
    int epochs = EqualTime.epochsWithin(budget, some -> alone(seed, some));
    double start = EqualTime.seconds();
    try (Run run = alone(seed, epochs)) {
      results.add("one network", run.evaluate(pixels.test()).metric("psnr"));
      results.add("one network, seconds", EqualTime.seconds() - start);
      results.add("one network, epochs", epochs);
      return Pictures.drawn(run, run.plan().readout(), image.getWidth(), image.getHeight());
    }
  }

  private Run alone(int seed, int epochs) {
    return train(network(), supervised().halfSquare(), ignored -> recipe(seed, epochs));
  }

  private RecipeBuilder recipe(int seed, int epochs) {
    return RecipeBuilder.empty()
        .regress(pixels.train())
        .adam(exponential(2e-3, 1e-4).byEpoch())
        .batch(256)
        .epochs(epochs)
        .seed(seed)
        .quiet();
  }

  private Hierarchy hierarchy() {
    int units = given.units;
    int layers = given.layers;
    return Espalier.hierarchy(
        "picture",
        h ->
            h.input(2)
                .grades(
                    GRADES,
                    "hidden" + layers,
                    (g, n) ->
                        n.repeat(layers, (i, b) -> b.dense("hidden" + i, units).relu()).output(3)));
  }

  private Network network() {
    int units = given.units;
    return Espalier.network(
        "whole",
        n ->
            n.input(2)
                .repeat(GRADES * given.layers, (i, b) -> b.dense("hidden" + i, units).relu())
                .output(3));
  }

  /** Writes the picture, what each grade makes of it, and what one network does. */
  private void show(Run run, BufferedImage alone) {
    List<BufferedImage> images = new ArrayList<>(List.of(image));
    List<String> captions = new ArrayList<>(List.of("the picture"));
    for (GradientStage grade : run.plan().gradientStages()) {
      images.add(Pictures.drawn(run, grade.readout(), image.getWidth(), image.getHeight()));
      captions.add(
          String.format(
              Locale.ROOT,
              "%s, %.2f dB",
              grade.readout(),
              run.evaluate(grade.readout(), pixels.test()).metric("psnr")));
    }
    images.add(alone);
    captions.add("one network, as many seconds");
    Path folder = given.results;
    for (int i = 0; i < images.size(); i++) {
      PictureFiles.write(images.get(i), folder.resolve("fit-image-" + i + ".png"));
    }
    PictureFiles.write(PictureFiles.sideBySide(images), folder.resolve("fit-image.png"));
    run.report()
        .with(
            GradeReport.of(run.outcome(), pixels.test()),
            Section.of("Picture by grade").figure(new Figure("Pictures", images, captions)))
        .writeTo(folder.resolve("fit-image.html"));
  }
}
