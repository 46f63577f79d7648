package dev.espalier.examples;

import static dev.espalier.Espalier.exponential;
import static dev.espalier.methods.Methods.multigrade;

import dev.espalier.Espalier;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.value.Seeds;
import dev.espalier.methods.mgdl.Multigrade;
import dev.espalier.models.Pictures;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.recipe.RecipeBuilder;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tech.tablesaw.api.Table;

/**
 * Takes noise, and a blur if wanted, out of a picture: learns it as a function of coordinates with
 * total variation as a part of the loss, by four grades, and by one network with the same hidden
 * layers, the same loss and as many seconds (arXiv 2410.16105, 2507.20351).
 */
public final class Denoise {
  enum Known {
    YES,
    NO
  }

  /** What can be given, {@code name=value} each. */
  @Command(description = "Takes noise, and a blur if wanted, out of a picture.")
  static final class Given {
    @Option(
        names = "seeds",
        description = "The number of seeds, from 1 on.",
        converter = Program.AtLeastOne.class)
    int seeds = 3;

    @Option(names = "noise", description = "The noise's deviation in 255ths.")
    int noise = 25;

    @Option(names = "blur", description = "The deviation in pixels of a blur before the noise.")
    BigDecimal blur = BigDecimal.ZERO;

    @Option(
        names = "known",
        description = "Whether the losses know that blur: ${COMPLETION-CANDIDATES}.")
    Known known = Known.YES;

    @Option(
        names = "weights",
        description = "The weights of the total variation.",
        split = ",",
        defaultValue = "0,0.02,0.05")
    List<Double> weights = List.of();

    @Option(
        names = "steps",
        description = "The steps of each grade.",
        converter = Program.AtLeastOne.class)
    int steps = 500;

    @Option(names = "image", description = "A PNG or JPEG file, or the flower that Espalier has.")
    String image = "flower";

    @Option(
        names = "width",
        description = "The width in pixels to which the picture is scaled.",
        converter = Program.AtLeastOne.class)
    int width = 48;

    @Option(
        names = "frequency",
        description = "The frequency of the sines of the very first layer.",
        converter = Program.AtLeastOne.class)
    int frequency = 30;

    @Option(
        names = "layers",
        description = "The hidden layers of each grade.",
        converter = Program.AtLeastOne.class)
    int layers = 3;

    @Option(
        names = "units",
        description = "The units of each layer.",
        converter = Program.AtLeastOne.class)
    int units = 64;

    @Option(names = "results", description = "Where results are written.")
    Path results = Path.of("target/results");
  }

  private static final int GRADES = 4;

  private final Given given;
  private final BufferedImage image;
  private final DataSet clean;
  private final DataSet seen;
  private final double blur;
  private final String name;
  private final Spreads results;
  private final List<BufferedImage> drawn = new ArrayList<>();

  private Denoise(Given given) {
    this.given = given;
    image = PictureFiles.read(given.image, given.width);
    clean = Pictures.pixels(image);
    blur = given.blur.doubleValue();
    boolean blurs = blur != 0;
    seen = blurs ? Pictures.blurred(clean, image.getWidth(), blur) : clean;
    name =
        "denoise-"
            + given.noise
            + (blurs ? "-blur-" + given.blur : "")
            + (blurs && !undoesBlur() ? "-unknown" : "");
    results =
        new Spreads(
            "PSNR in dB against the picture without " + (blurs ? "blur and " : "") + "noise");
    drawn.add(image);
  }

  /**
   * Prints peak signal-to-noise ratios in decibels, and writes them as {@code denoise-NOISE.md}, or
   * {@code denoise-NOISE-blur-BLUR.md}, with the first seed's pictures beside: the picture, the
   * noisy one, and for each weight what four grades and what one network make of it.
   *
   * @param args if wanted {@code seeds=3 noise=25 blur=0 known=yes weights=0,0.02,0.05 steps=500
   *     image=FILE width=48 frequency=30 layers=3 units=64 results=target/results}: the noise's
   *     deviation in 255ths, the deviation in pixels of a blur before the noise, whether the losses
   *     know that blur, the weights of the total variation, the steps of each grade, the frequency
   *     of the sines of the very first layer; without a file, the flower that Espalier has
   */
  public static void main(String[] args) {
    Program.start(
        Denoise.class, new Given(), args, given -> System.out.println(run(given).printAll()));
  }

  /** Does the work of {@link #main}; gives the table, rows by weight. */
  static Table run(String... args) {
    return run(Program.read(new Given(), args));
  }

  private static Table run(Given given) {
    Denoise example = new Denoise(given);
    for (int seed = 1; seed <= example.given.seeds; seed++) {
      DataSet noisy = example.noisy(seed);
      for (double weight : example.given.weights) {
        example.compare(noisy, weight, seed);
      }
    }
    return example.results.table();
  }

  /** Gives the picture with normal noise on every colour; what goes beyond the range stays. */
  private DataSet noisy(int seed) {
    SplittableRandom random = Seeds.random(seed, "noise");
    double deviation = given.noise / 255.0;
    double[] sharp = clean.targets().doubles(0, clean.size());
    double[] values = seen.targets().doubles(0, clean.size());
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] += deviation * random.nextGaussian();
      squares += (values[i] - sharp[i]) * (values[i] - sharp[i]);
    }
    results.add("the noisy picture", -10 * Math.log10(squares / values.length));
    DataSet noisy =
        DataSet.of("noisy", clean.inputs(), Rows.of(values, clean.targets().dims()), clean.kind());
    if (seed == 1) {
      drawn.add(Pictures.picture(noisy, image.getWidth()));
    }
    return noisy;
  }

  private void compare(DataSet noisy, double weight, int seed) {
    String title = "weight " + weight + ", ";
    int steps = given.steps;
    double start = EqualTime.seconds();
    double budget;
    try (Run run = train(hierarchy(GRADES, 1), noisy, weight, seed, steps)) {
      budget = EqualTime.seconds() - start;
      for (GradientStage grade : run.plan().gradientStages()) {
        results.add(title + grade.name(), run.evaluate(grade.readout(), clean).metric("psnr"));
      }
      results.add(title + "four grades, seconds", budget);
      keep(run, seed);
    }
    Hierarchy whole = hierarchy(1, GRADES);
    int epochs = EqualTime.epochsWithin(budget, some -> train(whole, noisy, weight, seed, some));
    start = EqualTime.seconds();
    try (Run run = train(whole, noisy, weight, seed, epochs)) {
      results.add(title + "one network", run.evaluate(clean).metric("psnr"));
      results.add(title + "one network, seconds", EqualTime.seconds() - start);
      results.add(title + "one network, steps", epochs);
      keep(run, seed);
    }
    results.write(given.results, name);
  }

  /** Keeps what the first seed's training draws, and writes all pictures so far in a row. */
  private void keep(Run run, int seed) {
    if (seed == 1) {
      drawn.add(Pictures.drawn(run, run.plan().readout(), image.getWidth(), image.getHeight()));
      PictureFiles.write(PictureFiles.sideBySide(drawn), given.results.resolve(name + ".png"));
    }
  }

  /** Trains by grades; one grade is plain training with the same loss. */
  private Run train(Hierarchy hierarchy, DataSet noisy, double weight, int seed, int epochs) {
    return Espalier.train(
        hierarchy,
        method(weight),
        ignored ->
            RecipeBuilder.empty()
                .regress(noisy)
                .adam(exponential(5e-3, 1e-4).byEpoch())
                .fullBatch()
                .epochs(epochs)
                .seed(seed)
                .quiet());
  }

  private Multigrade method(double weight) {
    int height = image.getHeight();
    int width = image.getWidth();
    Multigrade method = multigrade(m -> m.keepAll().totalVariation(weight, height, width));
    return undoesBlur() ? method.blurred(blur, height, width) : method;
  }

  private boolean undoesBlur() {
    return blur != 0 && given.known == Known.YES;
  }

  private Hierarchy hierarchy(int grades, int times) {
    int layers = times * given.layers;
    int units = given.units;
    return Espalier.hierarchy(
        "picture",
        h ->
            h.input(2)
                .grades(
                    grades,
                    "hidden" + layers,
                    (g, n) ->
                        n.repeat(layers, (i, b) -> layer(b.dense("hidden" + i, units), g * i))
                            .output(3)));
  }

  /**
   * Makes the very first layer one of sines: after ReLU alone no detail is learned in these steps.
   */
  private NetworkBuilder layer(NetworkBuilder dense, int place) {
    return place == 1 ? dense.sine(given.frequency) : dense.relu();
  }
}
