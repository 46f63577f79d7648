package dev.espalier.zoo.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.table.Categorical;
import dev.espalier.data.table.Filling;
import dev.espalier.data.table.Numeric;
import dev.espalier.data.table.PretrainedTokenizer;
import dev.espalier.data.table.Reading;
import dev.espalier.data.table.Scaling;
import dev.espalier.data.table.TableTarget;
import dev.espalier.data.table.Tokenized;
import dev.espalier.data.table.WordVocabulary;
import dev.espalier.describe.Description;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.HierarchyBuilder;
import dev.espalier.describe.Link;
import dev.espalier.describe.Network;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.layer.basic.Identity;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.layer.merge.Residual;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.layer.norm.LayerNorm;
import dev.espalier.describe.layer.sequence.Embedding;
import dev.espalier.describe.layer.sequence.Recurrent;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.optimizer.Lion;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.Registry;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.plan.Readout;
import dev.espalier.zoo.ModelDocument;
import dev.espalier.zoo.Models;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.problem.ZooException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class JsonTest {

  /** One of each record, with no setting at its default where it has settings. */
  static Stream<Object> examples() {
    Schedule cosine = Schedule.cosine(1, 0.25);
    return Stream.concat(
        Stream.concat(layers(), Registry.all(Likeness.class).values().stream()),
        Stream.of(
            new Source.Input(Dims.of(1, 8, 8)),
            new Source.Shared(),
            new Source.At(Tap.parse("simple.idea:linear")),
            Initial.constant(0.1),
            Initial.uniform(0.2),
            Initial.normal(0.3),
            Initial.fanIn(),
            Initial.scaledUniform(Initial.Fan.OUT, 1.5),
            Initial.orthogonal(2),
            Initial.normal(1, 0.5),
            Initial.sparse(0.5, 0.1),
            Initial.truncatedNormal(1, 2, -3, 4),
            Initial.identity(),
            Initial.values(1.5, -2.25, 1e-300),
            Likeness.softTargets(3),
            new Likeness.Text("own", "torch.mean(learner - guide)"),
            new Link.Hidden("a", "b:linear", Likeness.cosine(), cosine, true),
            new Link.Output(Likeness.meanSquare(), Schedule.steps(1, 0.5, 3)),
            new Link.Together(
                List.of("a", "b:linear"), List.of("c", "d"), Likeness.cosine(), cosine),
            new Link.Aligned(Likeness.relative(), Schedule.warmUp(0.1, Schedule.linear(0, 1))),
            Schedule.constant(0.5),
            Schedule.linear(1, 0),
            cosine,
            Schedule.exponential(1, 0.01),
            Schedule.steps(1, 0.5, 3),
            Schedule.warmUp(0.1, cosine.byEpoch()),
            cosine.byEpoch(),
            cosine.times(0.5),
            Schedule.named("mine", cosine),
            Optimizer.nesterov(0.9),
            Optimizer.adam(),
            Optimizer.adamW(0.02),
            Optimizer.rmsProp(),
            new Lion(0.8, 0.9, 0.1),
            new WordVocabulary(9, List.of("a", "b")),
            new PretrainedTokenizer("{}"),
            new Tokenized("text", 5, new WordVocabulary(9, List.of("a", "b"))),
            new Filling.Median(),
            new Filling.Mean(),
            new Filling.MostFrequent(),
            new Filling.Value("none"),
            new TableTarget.Label("plan"),
            Augmentation.flip(),
            Augmentation.verticalFlip(),
            Augmentation.shift(3),
            Augmentation.crop(3).reflected(),
            Augmentation.resizedCrop(0.1),
            Augmentation.rotation(20),
            Augmentation.noise(0.3),
            Augmentation.brightness(0.3),
            Augmentation.contrast(0.3),
            Augmentation.saturation(0.3),
            Augmentation.cutout(3),
            Augmentation.timeMask(3),
            Augmentation.frequencyMask(3),
            Augmentation.mixup(0.3),
            Augmentation.cutMix(0.3),
            new TableTarget.Amounts(List.of("price", "rent"), Scaling.STANDARD),
            new Numeric(
                "age",
                Reading.COMMA,
                "",
                Optional.of(new Filling.Median()),
                true,
                Scaling.UNIT,
                OptionalDouble.of(31.5),
                18,
                70.25),
            new Numeric(
                "sold",
                Reading.DAYS,
                "dd.MM.yyyy",
                Optional.empty(),
                false,
                Scaling.NONE,
                OptionalDouble.empty(),
                0,
                1),
            new Categorical(
                "city",
                List.of("Bonn", "Ulm"),
                2,
                Optional.of(new Filling.Value("none")),
                false,
                Optional.of("none"),
                List.of("Ulm"))));
  }

  /** Every registered kind's own examples, and some with no setting at its default. */
  private static Stream<Object> layers() {
    return Stream.concat(
        Registry.all(Layer.Entry.class).values().stream()
            .flatMap(entry -> entry.examples().stream())
            .map(Layer.Example::layer),
        Stream.of(
            new Dense(3, false, Initial.heNormal(), Initial.zeros(), true),
            Conv2d.of(
                4,
                3,
                c -> c.stride(2).padding(1).dilation(2).groups(2).weight(Initial.uniform(0.5))),
            BatchNorm.standard(b -> b.epsilon(1e-3).momentum(0.2).gamma(Initial.zeros())),
            LayerNorm.standard(l -> l.axes(2).epsilon(1e-4)),
            new Residual(
                List.of(
                    new NamedLayer("in", Dense.of(4), new Activation(Activation.Kind.SINE, 30)),
                    new NamedLayer(
                        "deep",
                        new Residual(List.of(plain("a", new Identity())), List.of()),
                        Activation.IDENTITY)),
                List.of(plain("around", new Identity()))),
            Recurrent.of(
                Recurrent.Cell.GRU,
                5,
                r ->
                    r.layers(2)
                        .bidirectional()
                        .initial(Initial.xavierNormal(), Initial.orthogonal(), Initial.zeros())),
            new Embedding(9, 4, Initial.constant(0.5), OptionalInt.of(3))));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyRecordComesBackEqual(Object example) {
    Class<?> family = familyOf(example);

    Object read = Json.read(Json.write(example), family, "test");

    assertThat(read).isEqualTo(example);
  }

  @Test
  void thereIsAnExampleOfEveryRecord() {
    List<Class<?>> shown = new ArrayList<>();
    examples().forEach(example -> shown.add(example.getClass()));

    for (Class<?> family : Json.FAMILIES) {
      assertThat(shown)
          .as(family.getSimpleName())
          .containsAll(KindResolver.family(family).values());
    }
  }

  @Test
  void everySealedFamilyOfDescriptionsIsKnown() {
    for (Class<?> family : Json.FAMILIES) {
      Class<?>[] members = family.isSealed() ? family.getPermittedSubclasses() : new Class<?>[0];
      for (Class<?> member : members) {
        assertThat(KindResolver.family(family).containsValue(member)).as(member.getName()).isTrue();
      }
    }
    assertThat(Description.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(Network.class, Hierarchy.class);
  }

  @Test
  void aHierarchyComesBackEqual() {
    Hierarchy hierarchy =
        HierarchyBuilder.empty()
            .input(1, 8, 8)
            .network("simple", n -> n.flatten().dense("idea", 16).relu().output(10))
            .network("next", n -> n.from("simple.idea").dense("idea", 16).sine(3).output(10))
            .guide("simple", "next", g -> g.projected("idea", "idea").aligned().output())
            .build("chain");

    assertThat(Json.read(Json.write(hierarchy), Hierarchy.class, "test")).isEqualTo(hierarchy);
    Network network = hierarchy.networks().get(0);
    assertThat(Json.read(Json.write(network), Network.class, "test")).isEqualTo(network);
  }

  @Test
  void numbersThatAreNoneComeBackEqual() {
    Map<String, Double> metrics =
        Map.of("psnr", Double.POSITIVE_INFINITY, "loss", Double.NaN, "mse", Double.MIN_VALUE);
    Evaluation evaluation = new Evaluation(Readout.of("a"), "test", metrics, List.of());

    assertThat(Json.read(Json.write(evaluation), Evaluation.class, "test")).isEqualTo(evaluation);
  }

  @Test
  void refusesAScheduleThatIsNotEspaliersOwn() {
    Schedule own = moment -> 1;
    Hierarchy hierarchy =
        HierarchyBuilder.empty()
            .input(4)
            .network("a", n -> n.output(2))
            .network("b", n -> n.output(2))
            .guide("a", "b", g -> g.output(own))
            .build("chain");

    assertThatThrownBy(() -> Json.write(hierarchy))
        .isInstanceOf(ZooException.class)
        .hasMessageContaining("is not one of Espalier's own, and cannot be written to a file")
        .hasMessageContaining("Constant");
  }

  @Test
  void aFileCannotNameAClass() {
    for (String kind :
        List.of("java.io.File", "dev.espalier.describe.layer.basic.Dense", "Constant", "")) {
      String text = "{\"name\":\"a\",\"layer\":{\"kind\":\"" + kind + "\"},\"activation\":{}}";

      assertThatThrownBy(() -> read(text, NamedLayer.class))
          .as(kind)
          .isInstanceOf(ZooException.class)
          .hasMessageContaining("found kind '" + kind + "', needed one of [");
    }
  }

  @Test
  void refusesWhatIsUnknownMissingDoubledOrLeftOver() {
    for (String text :
        List.of(
            "{\"sizes\":[1],\"more\":2}",
            "{}",
            "{\"sizes\":null}",
            "{\"sizes\":[1],\"sizes\":[2]}",
            "{\"sizes\":[1]} x",
            "{\"sizes\":[\"1\"]}",
            "{\"sizes\":[0]}",
            "{\"sizes\":[1.5]}",
            "[".repeat(100_000))) {
      assertThatThrownBy(() -> read(text, Dims.class))
          .as(text.substring(0, Math.min(30, text.length())))
          .isInstanceOf(ZooException.class);
    }
  }

  @Test
  void refusesAFormatOfTheFuture() {
    try (Models model = Models.lstm()) {
      ModelDocument document =
          ModelDocument.of("lstm", model.trained(), Export.whole(model.trained()));
      String text = new String(Json.write(document), StandardCharsets.UTF_8);
      byte[] next =
          text.replace("\"format\" : 1", "\"format\" : 2").getBytes(StandardCharsets.UTF_8);

      assertThat(ModelDocument.read(Json.write(document))).isEqualTo(document);
      assertThatThrownBy(() -> ModelDocument.read(next))
          .isInstanceOf(ZooException.class)
          .hasMessageContaining("format: it is 2, and this version of Espalier reads 1")
          .hasMessageContaining("Try a newer dev.espalier:espalier-zoo");
    }
  }

  @Test
  void refusesADescriptionWithoutBounds() {
    try (Models model = Models.lstm()) {
      ModelDocument sound = ModelDocument.of("net", model.trained(), Export.whole(model.trained()));
      String text = new String(Json.write(sound), StandardCharsets.UTF_8);
      String deep = text.replaceFirst("\"layers\" : \\d+", "\"layers\" : 1000000000");

      assertThat(deep).isNotEqualTo(text);
      assertThatThrownBy(() -> ModelDocument.read(deep.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(ZooException.class)
          .hasMessageContaining("layers(1000000000), needed at most 1000. Try layers(2)");
    }
  }

  private static <T> T read(String text, Class<T> type) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8), type, "test");
  }

  private static NamedLayer plain(String name, Layer layer) {
    return new NamedLayer(name, layer, Activation.IDENTITY);
  }

  private static Class<?> familyOf(Object example) {
    return Json.FAMILIES.stream()
        .filter(family -> family.isInstance(example))
        .findFirst()
        .orElseThrow();
  }
}
