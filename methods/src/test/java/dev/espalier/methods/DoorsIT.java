package dev.espalier.methods;

import static dev.espalier.Espalier.compare;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.data.Sample;
import dev.espalier.data.Split;
import dev.espalier.data.Targets;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.problem.DataException;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Initial;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every door through which data reach networks asks the same of them. */
final class DoorsIT {
  private static final double[][] CENTRES = {{100, 3}, {130, 1}, {160, 5}};
  private static final List<String> NAMES = List.of("ash", "birch", "cedar");
  private static final DataSet RAW = trees("trees", 1, "ash", "birch", "cedar");
  private static final Split NORMAL =
      new Split(RAW, trees("more trees", 2, "ash", "birch", "cedar")).standardized();
  private static final Network NETWORK =
      network("n", n -> n.input(2).dense("h", 8).relu().output(3));

  private static Run run;

  private static RecipeBuilder brief(RecipeBuilder recipe) {
    return recipe.adam(0.03).epochs(60).quiet().asDefaults();
  }

  @BeforeAll
  static void learn() {
    run = train(NETWORK, supervised(), r -> brief(r).classify(NORMAL.train()));
  }

  @AfterAll
  static void free() {
    run.close();
  }

  /** Gives ten rows of each class around its own centre; the classes are numbered as they come. */
  private static DataSet trees(String name, long seed, String... classes) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] inputs = new double[10 * classes.length][];
    int[] labels = new int[inputs.length];
    for (int row = 0; row < inputs.length; row++) {
      labels[row] = row % classes.length;
      double[] centre = CENTRES[Math.max(0, NAMES.indexOf(classes[labels[row]]))];
      inputs[row] =
          new double[] {centre[0] + random.nextDouble(), centre[1] + random.nextDouble() / 2};
    }
    return Data.fromArrays(name, inputs, labels, Targets.classes(classes));
  }

  private static void refused(ThrowingCallable doing, Class<?> type, String... lines) {
    assertThatThrownBy(doing).isInstanceOf(type).hasMessage(String.join("\n  ", lines));
  }

  @Test
  void measuresRawDataAsNormalisedData() {
    DataSet raw = trees("more trees", 2, "ash", "birch", "cedar");

    assertThat(run.evaluate(raw).metrics()).isEqualTo(run.evaluate(NORMAL.test()).metrics());
    assertThat(run.evaluate(raw).metric("accuracy")).isEqualTo(1);
    assertThat(run.evaluate(RAW).metrics()).isEqualTo(run.result().metrics());
    assertThat(run.predict(Readout.of("n"), raw))
        .isEqualTo(run.predict(Readout.of("n"), NORMAL.test()));
  }

  @Test
  void predictsRawSamplesAsNormalisedSamples() {
    for (int row = 0; row < RAW.size(); row++) {
      Prediction said = run.predict(RAW.input(row));

      assertThat(said).isEqualTo(run.predict(NORMAL.train().input(row)));
      assertThat(said).isEqualTo(run.predict(Sample.of(RAW.inputs().row(row))));
      assertThat(said.bestClass()).isEqualTo(RAW.classes().get(RAW.label(row)));
    }
  }

  @Test
  void refusesDataThatAreNormalisedInAnotherWay() {
    DataSet other = new Split(RAW, RAW).scaledToUnit().test().named("unit");
    String[] lines = {
      "data for 'trees' has a problem:",
      "data set 'unit': it is normalised in another way than 'trees' is."
          + " Try the raw values, which are normalised as 'trees' is."
    };

    refused(() -> run.evaluate(other), DataException.class, lines);
    refused(() -> run.predict(Readout.of("n"), other), DataException.class, lines);
    refused(
        () -> run.train(supervised(), r -> brief(r).classify(other)),
        PlanException.class,
        "plan 'supervised' for 'n' with data 'unit' has a problem:",
        lines[1]);
    refused(
        () -> run.train(supervised(), r -> brief(r).classify(RAW).validate(other)),
        PlanException.class,
        "plan 'supervised' for 'n' with data 'trees' has a problem:",
        lines[1]);
    assertThatThrownBy(() -> run.predict(other.input(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sample: " + lines[1].replace("data set 'unit': ", ""));
  }

  @Test
  void refusesNormalisedDataWhereTheTrainingHadRaw() {
    String line = "it is normalised, and 'trees' is not. Try the raw values.";

    try (Run raw = train(NETWORK, supervised(), r -> brief(r).classify(RAW).epochs(1))) {
      refused(
          () -> raw.evaluate(NORMAL.test()),
          DataException.class,
          "data for 'trees' has a problem:",
          "data set 'more trees': " + line);
      assertThatThrownBy(() -> raw.predict(NORMAL.test().input(0))).hasMessage("sample: " + line);
    }
    refused(
        () -> train(NETWORK, supervised(), r -> r.classify(RAW).validate(NORMAL.test())),
        PlanException.class,
        "plan 'supervised' for 'n' with data 'trees' has a problem:",
        "data set 'more trees': " + line);
  }

  @Test
  void validatesByRawDataAsByNormalisedData() {
    DataSet raw = trees("more trees", 2, "ash", "birch", "cedar");

    try (Run byRaw =
            train(
                NETWORK,
                supervised(),
                r -> brief(r).classify(NORMAL.train()).validate(raw).stopEarly(2));
        Run byNormal =
            train(
                NETWORK,
                supervised(),
                r -> brief(r).classify(NORMAL.train()).validate(NORMAL.test()).stopEarly(2))) {
      assertThat(byRaw.result().metrics()).isEqualTo(byNormal.result().metrics());
      assertThat(byRaw.outcome().parameterHash()).isEqualTo(byNormal.outcome().parameterHash());
    }
  }

  @Test
  void trainsFurtherOnRawDataAsOnNormalisedData() {
    try (Run byRaw = run.train(supervised(), r -> brief(r).classify(RAW).epochs(2));
        Run byNormal = run.train(supervised(), r -> brief(r).classify(NORMAL.train()).epochs(2))) {
      assertThat(byRaw.outcome().parameterHash()).isEqualTo(byNormal.outcome().parameterHash());
      assertThat(byRaw.predict(RAW.input(3))).isEqualTo(byNormal.predict(RAW.input(3)));
      assertThat(byRaw.recipe().data().normalization()).isEqualTo(NORMAL.train().normalization());
    }
  }

  @Test
  void findsClassesByNameWhereOnlyTheirOrderOrPresenceDiffers() {
    DataSet two = trees("two", 3, "cedar", "ash");
    DataSet turned = trees("turned", 3, "birch", "cedar", "ash");

    assertThat(run.evaluate(two).metric("accuracy")).isEqualTo(1);
    assertThat(run.evaluate(two).data()).isEqualTo("two, classes by name");
    assertThat(run.evaluate(two).confusion())
        .containsExactly(List.of(10L, 0L, 0L), List.of(0L, 0L, 0L), List.of(0L, 0L, 10L));
    assertThat(run.evaluate(turned).metric("accuracy")).isEqualTo(1);
    assertThat(run.predict(Readout.of("n"), two)).hasSize(20);
    try (Run further = run.train(supervised(), r -> brief(r).classify(two).validate(turned))) {
      assertThat(further.result().metric("accuracy")).isGreaterThan(.6);
      assertThat(further.recipe().data().classCounts()).containsEntry("birch", 0);
      assertThat(further.log().notes())
          .containsExactly(
              "data set 'two': its classes [cedar, ash] were found by name among"
                  + " [ash, birch, cedar]; no row is of [birch]",
              "data set 'turned': its classes [birch, cedar, ash] were found by name among"
                  + " [ash, birch, cedar]");
    }
  }

  @Test
  void refusesOtherClassesAndOtherTargetsAtEveryDoor() {
    DataSet four = trees("four", 4, "ash", "birch", "cedar", "oak");
    DataSet numbers = Data.fromArrays("numbers", new double[][] {{1, 2}, {3, 4}}, new int[] {0, 1});
    DataSet prices = Data.fromArrays("prices", new double[][] {{1, 2}}, new double[] {2.5});
    String unknown =
        "data set 'four': found the classes [ash, birch, cedar, oak], needed those of [ash, birch,"
            + " cedar]; there is no [oak]. Try only rows of these.";
    String guess =
        "data set 'numbers': found the classes [0, 1], needed those of [ash, birch, cedar]; numbers"
            + " alone do not tell which is which. Try Targets.classes(...) with these names.";
    String other =
        "data set 'prices': found values (1) as targets, needed 3 classes as 'trees' has."
            + " Try labels.";

    refusedEverywhere(four, unknown);
    refusedEverywhere(numbers, guess);
    refusedEverywhere(prices, other);
  }

  @Test
  void refusesRowsOfAnotherWidthAtEveryDoor() {
    DataSet wide =
        Data.fromArrays(
            "wide",
            new double[][] {{1, 2, 3}},
            new int[] {0},
            Targets.classes("ash", "birch", "cedar"));

    refusedEverywhere(
        wide,
        "data set 'wide': found rows of (3), needed (2) as 'trees' takes. Try the same features.");
    assertThatThrownBy(() -> run.predict(wide.input(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sample: found shape (3), needed (2) as 'trees' takes. Try Sample.of(dims, values).");
  }

  private static void refusedEverywhere(DataSet data, String line) {
    String subject = "data for 'trees' has a problem:";
    refused(() -> run.evaluate(data), DataException.class, subject, line);
    refused(() -> run.predict(Readout.of("n"), data), DataException.class, subject, line);
    assertThatThrownBy(() -> run.train(supervised(), r -> r.classify(RAW).validate(data)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("\n  " + line);
    assertThatThrownBy(
            () -> train(NETWORK, supervised(), r -> r.classify(NORMAL.train()).validate(data)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("\n  " + line);
    assertThatThrownBy(() -> run.train(supervised(), r -> r.classify(data)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("\n  " + line);
  }

  @Test
  void refusesNetworksBeforeTheLastThatCannotSayTheClasses() {
    Hierarchy chain =
        hierarchy(
            "chain",
            h ->
                h.input(2)
                    .network("guide", n -> n.dense("h", 4).relu().output(4))
                    .network("learner", n -> n.dense("h", 4).relu().output(3))
                    .guide("guide", "learner", g -> g.hidden("h", "h")));

    refused(
        () -> train(chain, selfAbstraction(), r -> r.classify(RAW)),
        PlanException.class,
        "plan 'sal' for 'chain' with data 'trees' has a problem:",
        "stage guide, network 'guide': it gives (4), and the data have 3 classes, which need (3)."
            + " Try output(3).");
  }

  @Test
  void comparesNothingWhereOneContenderCannotSayTheClasses() {
    Network four = network("four", n -> n.input(2).output(4));

    refused(
        () ->
            compare(
                "trees",
                c ->
                    c.seeds(1, 2)
                        .baseline("three", NETWORK, supervised())
                        .candidate("four", four, supervised())
                        .recipe(r -> r.classify(RAW).epochs(1))),
        PlanException.class,
        "plan 'supervised' for 'four' with data 'trees' has a problem:",
        "stage four, network 'four': it gives (4), and the data have 3 classes, which need (3)."
            + " Try output(3).");
  }

  @Test
  void saysThatTwoClassesTakeTwoOutputs() {
    Network one = network("one", n -> n.input(2).output(1));
    DataSet two = trees("two", 3, "cedar", "ash");

    refused(
        () -> train(one, supervised(), r -> r.classify(two)),
        PlanException.class,
        "plan 'supervised' for 'one' with data 'two' has a problem:",
        "stage one, network 'one': it gives (1), and the data have 2 classes, which need (2): one"
            + " value for each class, also where there are two. Try output(2).");
  }

  @Test
  void refusesReadoutsThatCannotSayTheClasses() {
    assertThatThrownBy(() -> run.evaluate(Readout.of("m"), RAW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("readout: there is no network 'm'. Try one of [n].");
    assertThatThrownBy(() -> run.predict(Readout.of("n", "m"), RAW.input(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("readout: there is no network 'm'. Try one of [n].");
  }

  @Test
  void refusesValuesThatAreNoNumbersAndNoTokens() {
    Network reader =
        network("reader", n -> n.input(2).embedding("embed", 5, 3).flatten().output(2));
    DataSet words = Data.fromArrays("words", new double[][] {{0, 4}, {3, 1}}, new int[] {0, 1});
    DataSet wrong = Data.fromArrays("wrong", new double[][] {{0, 5}, {3, 1}}, new int[] {0, 1});
    String line =
        "data set 'wrong', row 0: the value at 1 is 5, and layer reader.embed needs a whole number"
            + " from 0 to 4. Try the number of a token, or a larger vocabulary.";

    assertThatThrownBy(() -> run.predict(Sample.of(Double.NaN, 1)))
        .hasMessage(
            "sample: the value at 0 is NaN, needed a finite number. Try filling the value in.");
    refused(
        () -> train(reader, supervised(), r -> r.classify(wrong)),
        PlanException.class,
        "plan 'supervised' for 'reader' with data 'wrong' has a problem:",
        line);
    assertThatThrownBy(() -> train(reader, supervised(), r -> r.classify(words).validate(wrong)))
        .hasMessage("plan 'supervised' for 'reader' with data 'words' has a problem:\n  " + line);
    assertThatThrownBy(
            () ->
                train(reader, supervised(), r -> r.classify(words).augment(Augmentation.noise(.1))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("data set 'words, augmented', row 0: the value at 0 is ")
        .hasMessageContaining("layer reader.embed needs a whole number from 0 to 4");
    assertThatThrownBy(
            () -> train(reader, constructivePerturbation(p -> p), r -> r.classify(words)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("network reader: it embeds symbols, which cannot be moved a little");
    try (Run tokens = train(reader, supervised(), r -> brief(r).classify(words).epochs(1))) {
      refused(
          () -> tokens.evaluate(wrong),
          DataException.class,
          "data for 'words' has a problem:",
          line);
      refused(
          () -> tokens.predict(Readout.of("reader"), wrong),
          DataException.class,
          "data for 'words' has a problem:",
          line);
      assertThatThrownBy(() -> tokens.predict(Sample.of(1, 1.5)))
          .hasMessage(
              "sample: the value at 1 is 1.5, and layer reader.embed needs a whole number from 0 to"
                  + " 4. Try the number of a token, or a larger vocabulary.");
    }
  }

  @Test
  void learnsNothingFromTheOrderOfTheDoors() {
    Normalization learned = NORMAL.train().normalization().orElseThrow();

    assertThat(run.predict(learned.apply(RAW.input(5)))).isEqualTo(run.predict(RAW.input(5)));
    assertThat(run.outcome().form().prepare(RAW).normalization()).contains(learned);
  }

  @Test
  void namesTheSampleWhoseOutputIsNotFinite() {
    Network steep =
        network(
            "steep",
            n ->
                n.input(2)
                    .dense("h", 8, d -> d.weight(Initial.normal(10)))
                    .relu()
                    .output(3, d -> d.weight(Initial.normal(10))));
    DataSet huge =
        Data.fromArrays(
            "huge",
            new double[][] {{1, 1}, {3e38, 3e38}},
            new int[] {0, 1},
            Targets.classes("ash", "birch", "cedar"));
    String problem = "the output for %s is NaN, needed a finite number. Try inputs as small as";

    try (Run raw = train(steep, supervised(), r -> brief(r).classify(RAW).epochs(1))) {
      assertThatThrownBy(() -> raw.predict(Sample.of(3e38, 3e38)))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining(problem.formatted("the sample"));
      assertThatThrownBy(() -> raw.predict(Readout.of("steep"), huge))
          .isInstanceOf(TrainException.class)
          .hasMessageContaining(problem.formatted("row 1 of 'huge'"));
    }
  }
}
