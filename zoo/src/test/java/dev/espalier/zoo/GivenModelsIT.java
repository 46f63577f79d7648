package dev.espalier.zoo;

import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.softTargets;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.PretrainedNetwork;
import dev.espalier.Run;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.models.Datasets;
import dev.espalier.train.recipe.RecipeBuilder;
import java.nio.file.Path;
import org.assertj.core.util.DoubleComparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Given networks and the zoo: a published model teaches, and what it taught is published alone. */
final class GivenModelsIT {
  private static final DataSet DATA = Datasets.wine().split(0.8, 7).standardized().train();

  private static final DoubleComparator CLOSE = new DoubleComparator(1e-6);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void aPublishedModelTeachesAndIsNotNeededByWhatItTaught() {
    Zoo zoo = Zoo.at(folder);
    try (Run big =
        train(
            network("big", n -> n.input(13).dense("h", 16).relu().output(3)),
            supervised(),
            GivenModelsIT::recipe)) {
      zoo.publish(big, "big", card -> card);
    }
    Loaded teacher = zoo.load("big");
    Hierarchy guided =
        hierarchy(
            "guided",
            h ->
                h.input(13)
                    .given("teacher", teacher)
                    .network("student", n -> n.dense("h", 4).relu().output(3))
                    .guide("teacher", "student", g -> g.output(softTargets(2))));

    try (Run run = train(guided, selfAbstraction(), GivenModelsIT::recipe)) {
      zoo.publish(run, "student", card -> card);
      Loaded student = zoo.load("student");

      assertThat(run.network("teacher").values().weights())
          .isEqualTo(teacher.given().values().weights());
      assertThat(student.checked().networks())
          .extracting(CheckedNetwork::name)
          .containsExactly("student");
      assertThat(student.checked().links()).isEmpty();
      assertThat(student.values().keySet()).allMatch(name -> name.startsWith("student."));
      assertThat(student.predict(DATA.input(5)).values())
          .usingElementComparator(CLOSE)
          .containsExactlyElementsOf(run.predict(DATA.input(5)).values());
    }
  }

  @Test
  void aGivenNetworkThatOthersReadIsPublishedWithThem() {
    Zoo zoo = Zoo.at(folder);
    try (Run body =
            train(
                network("body", n -> n.input(13).dense("h", 16).relu().output(3)),
                supervised(),
                GivenModelsIT::recipe);
        Run run =
            train(
                hierarchy(
                    "transfer",
                    h ->
                        h.input(13)
                            .given("body", body)
                            .network("head", n -> n.from("body.h").output(3))),
                supervised(),
                GivenModelsIT::recipe)) {
      zoo.publish(run, "transfer", card -> card);
      Loaded loaded = zoo.load("transfer");

      assertThat(loaded.checked().networks())
          .extracting(CheckedNetwork::name)
          .containsExactly("body", "head");
      assertThat(loaded.predict(DATA.input(5)).values())
          .usingElementComparator(CLOSE)
          .containsExactlyElementsOf(run.predict(DATA.input(5)).values());
    }
  }

  @Test
  void aNetworkIsPublishedWithTheValuesThatItWasGiven() {
    Zoo zoo = Zoo.at(folder);
    try (Run run =
            train(
                network("wine", n -> n.input(13).dense("h", 8).relu().output(3)),
                supervised(),
                GivenModelsIT::recipe);
        PretrainedNetwork back = given(run.given().network(), run.given().values().weights())) {
      zoo.publish(back, DATA, "wine", card -> card);
      Loaded loaded = zoo.load("wine");

      assertThat(loaded.classes()).isEqualTo(run.outcome().classes());
      assertThat(loaded.normalization()).isEqualTo(DATA.normalization());
      assertThat(loaded.story().evaluations().get(0).metrics())
          .isEqualTo(run.evaluate(DATA).metrics());
      assertThat(loaded.predict(DATA.input(5)).values())
          .usingElementComparator(CLOSE)
          .containsExactlyElementsOf(run.predict(DATA.input(5)).values());
      assertThat(loaded.story().plan().text()).isEqualTo("its values are given: 4 tensors\n");
    }
  }

  private static RecipeBuilder recipe(RecipeBuilder start) {
    return start.classify(DATA).adam(0.01).batch(32).epochs(2);
  }
}
