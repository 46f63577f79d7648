package dev.espalier.zoo;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.data.Sample;
import dev.espalier.data.Split;
import dev.espalier.data.Targets;
import dev.espalier.describe.Network;
import dev.espalier.models.Datasets;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw and normalised wines are the same wines, in a run and in what is published of it. */
final class WineIT {
  private static final Network WINES =
      network("wines", n -> n.input(13).dense("h", 16).relu().output(3));
  private static final DataSet RAW = Datasets.wine();
  private static final Split SPLIT = RAW.split(0.8, 7).standardized();
  private static final Normalization LEARNED = SPLIT.train().normalization().orElseThrow();

  private static Run run;
  private static Loaded loaded;

  @BeforeAll
  static void publish(@TempDir Path root) {
    run =
        train(
            WINES,
            supervised(),
            r -> r.classify(SPLIT.train()).validate(SPLIT.test()).adam(1e-2).epochs(20).quiet());
    Zoo.at(root).publish(run, "wines", card -> card.license("Apache-2.0"));
    loaded = Zoo.open(root).load("wines");
  }

  @AfterAll
  static void free() {
    run.close();
  }

  @Test
  void allDoorsSayTheSameOfEveryWineRawOrNormalised() {
    DataSet normalized = RAW.normalized(LEARNED);
    List<Sample> raw = IntStream.range(0, RAW.size()).mapToObj(RAW::input).toList();
    List<Sample> normal = IntStream.range(0, RAW.size()).mapToObj(normalized::input).toList();
    List<Prediction> inOne = run.predict(Readout.of("wines"), RAW);

    List<Prediction> published;
    try (ReadyModel ready = loaded.ready(Device.cpu())) {
      published = ready.predict(raw);
      assertThat(ready.predict(normal)).isEqualTo(published);
    }

    assertThat(RAW.size()).isEqualTo(178);
    assertThat(run.predict(Readout.of("wines"), normalized)).isEqualTo(inOne);
    for (int row = 0; row < RAW.size(); row++) {
      Prediction said = run.predict(raw.get(row));
      assertThat(run.predict(normal.get(row))).isEqualTo(said);
      assertThat(published.get(row).classes()).isEqualTo(said.classes());
      for (int i = 0; i < 3; i++) {
        assertThat(inOne.get(row).value(i)).isCloseTo(said.value(i), within(1e-6));
        assertThat(published.get(row).value(i)).isCloseTo(said.value(i), within(1e-6));
      }
    }
    assertThat(loaded.predict(raw.get(5))).isEqualTo(loaded.predict(normal.get(5)));
  }

  @Test
  void rawWinesAreMeasuredAsNormalisedOnes() {
    assertThat(run.evaluate(RAW).metrics())
        .isEqualTo(run.evaluate(RAW.normalized(LEARNED)).metrics());
    assertThat(run.evaluate(RAW).metric("accuracy")).isGreaterThan(.95);
    assertThat(run.evaluate(RAW.split(0.8, 7).test()).metrics()).isEqualTo(run.result().metrics());
  }

  @Test
  void aPublishedModelIsTrainedFurtherOnRawWinesAsOnNormalisedOnes() {
    try (Run byRaw = loaded.train(supervised(), r -> r.classify(RAW).epochs(1).quiet());
        Run byNormal =
            loaded.train(
                supervised(), r -> r.classify(RAW.normalized(LEARNED)).epochs(1).quiet())) {
      assertThat(byRaw.outcome().parameterHash()).isEqualTo(byNormal.outcome().parameterHash());
      assertThat(byRaw.evaluate(RAW).metric("accuracy")).isGreaterThan(.95);
    }
  }

  @Test
  void aPublishedModelRefusesOtherClassesOtherNormalisationsAndNoNumbers() {
    Targets.Classes names = Targets.classes("x", "y", "z");
    DataSet renamed = DataSet.of("renamed", RAW.inputs(), RAW.targets(), names);
    DataSet unit = new Split(RAW, RAW).scaledToUnit().test().named("unit");

    assertThatThrownBy(() -> loaded.train(supervised(), r -> r.classify(renamed).quiet()))
        .isInstanceOf(PlanException.class)
        .hasMessage(
            "plan 'supervised' for 'wines' with data 'renamed' has a problem:\n  data set"
                + " 'renamed': found the classes [x, y, z], needed those of "
                + RAW.classes()
                + "; there is no [x, y, z]. Try only rows of these.");
    assertThatThrownBy(() -> loaded.train(supervised(), r -> r.classify(unit).quiet()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("data set 'unit': it is normalised in another way than 'wines' is.");
    assertThatThrownBy(() -> loaded.predict(unit.input(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sample: it is normalised in another way than 'wines' is."
                + " Try the raw values, which are normalised as 'wines' is.");
    double[] values = RAW.inputs().row(0);
    values[2] = Double.NaN;
    try (ReadyModel ready = loaded.ready(Device.cpu())) {
      assertThatThrownBy(() -> ready.predict(List.of(RAW.input(0), Sample.of(values))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "sample 1: the value at 2 is NaN, needed a finite number."
                  + " Try filling the value in.");
    }
  }
}
