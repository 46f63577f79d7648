package dev.espalier.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Identified;
import dev.espalier.describe.value.Initial;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class KeysTest {
  private static final Schedule OWN = moment -> moment.epoch();

  private enum Colour {
    RED {
      @Override
      public String toString() {
        return "crimson";
      }
    }
  }

  private record Talkative(String name, double value, Optional<Colour> colour) {
    @Override
    public String toString() {
      throw new AssertionError("what it prints is no part of what it is");
    }
  }

  private record Holder(Object held) {}

  /** A class of a name without fields is what its name says. */
  private static final class Stateless implements Augmentation {
    @Override
    public void apply(
        float[] batch,
        dev.espalier.describe.value.Dims dims,
        int rows,
        java.util.SplittableRandom random) {}
  }

  private static final class Stateful {
    private final int state;

    Stateful(int state) {
      this.state = state;
    }

    @Override
    public String toString() {
      return "state " + state;
    }
  }

  private static final class Saying implements Identified {
    final int turns;

    Saying(int turns) {
      this.turns = turns;
    }

    @Override
    public Object identity() {
      return List.of("spiral", turns);
    }
  }

  @Test
  void aRecordGivesItsClassAndItsComponentsByTheirNames() {
    Map<String, String> values = valuesOf(new Talkative("a", 0.1, Optional.of(Colour.RED)));

    assertThat(values)
        .containsExactly(
            entry("it", "KeysTest.Talkative"),
            entry("it.name", "'a'"),
            entry("it.value", "0.1"),
            entry("it.colour", "KeysTest.Colour.RED"));
  }

  @Test
  void numbersAreComparedByTheirBits() {
    assertThat(valuesOf(0.1)).isNotEqualTo(valuesOf(Math.nextUp(0.1)));
    assertThat(valuesOf(0.0)).isNotEqualTo(valuesOf(-0.0));
    assertThat(valuesOf(Long.MAX_VALUE)).isNotEqualTo(valuesOf(Long.MAX_VALUE - 1));
    assertThat(valuesOf(OptionalDouble.empty())).containsExactly(entry("it", "none"));
    assertThat(valuesOf(1)).isNotEqualTo(valuesOf("1"));
  }

  @Test
  void listsGiveNamesWhereTheirElementsHaveThem() {
    Talkative first = new Talkative("a", 1, Optional.empty());
    Talkative second = new Talkative("b", 1, Optional.empty());

    assertThat(valuesOf(List.of(first, second)))
        .containsEntry("it", "a, b")
        .containsEntry("it[b].value", "1.0");
    assertThat(valuesOf(List.of(first, first)))
        .containsEntry("it", "2 of them")
        .containsEntry("it[1].name", "'a'");
    assertThat(valuesOf(List.of())).containsExactly(entry("it", "0 of them"));
  }

  @Test
  void longListsOfNumbersAreHashed() {
    double[] values = new double[1000];
    Map<String, String> zeros = valuesOf(Initial.values(values));
    values[999] = Double.MIN_VALUE;
    Map<String, String> other = valuesOf(Initial.values(values));

    assertThat(zeros).hasSize(2);
    assertThat(zeros.get("it.values")).startsWith("1000 numbers, hash 0x");
    assertThat(other).isNotEqualTo(zeros);
  }

  @Test
  void mapsAndSetsAreSorted() {
    assertThat(valuesOf(Map.of("b", 1, "a", 2)))
        .containsExactly(entry("it", "'a', 'b'"), entry("it['a']", "2"), entry("it['b']", "1"));
    assertThat(valuesOf(Set.of(3, 1, 2)).get("it")).isEqualTo("1, 2, 3");
  }

  @Test
  void aLambdaHasNoNameAndComesWithAdvice() {
    Supplier<String> supplier = () -> "";
    Augmentation augmentation = (batch, dims, rows, random) -> {};

    assertThat(unnamedOf(OWN))
        .containsExactly(entry("it", "Schedule.named(\"a name of your own\", ...)"));
    assertThat(unnamedOf(Schedule.warmUp(0.1, OWN)))
        .containsExactly(entry("it.then", "Schedule.named(\"a name of your own\", ...)"));
    assertThat(unnamedOf(augmentation))
        .containsExactly(entry("it", "Augmentation.named(\"a name of your own\", ...)"));
    assertThat(unnamedOf(new Holder(supplier)))
        .containsExactly(entry("it.held", "block(\"a name of your own\", ...)"));
    assertThat(unnamedOf(new Stateful(3)))
        .containsExactly(
            entry("it", "a record in its place, or a class that implements Identified"));
    assertThat(unnamedOf(new Object() {})).hasSize(1);
  }

  @Test
  void whatHasANameIsComparedByIt() {
    assertThat(unnamedOf(Schedule.named("own", OWN))).isEmpty();
    assertThat(valuesOf(Schedule.named("own", OWN)))
        .containsExactly(entry("it", "Schedule.Named"), entry("it.identity", "'own'"));
    assertThat(unnamedOf(Augmentation.named("own", new Stateless()))).isEmpty();
    assertThat(valuesOf(new Saying(3)))
        .containsEntry("it.identity[0]", "'spiral'")
        .containsEntry("it.identity[1]", "3");
    assertThat(unnamedOf(new Stateless())).isEmpty();
  }

  @Test
  void theBuiltInPartsCanAllBeCompared() {
    List<Object> all =
        List.of(
            Schedule.constant(1),
            Schedule.linear(1, 0),
            Schedule.cosine(1, 0),
            Schedule.exponential(1, 0.1),
            Schedule.steps(1, 0.1, 3),
            Schedule.warmUp(0.1, Schedule.constant(1)).byEpoch(),
            Augmentation.shift(2),
            Augmentation.flip().then(Augmentation.noise(0.1)));

    assertThat(unnamedOf(all)).isEmpty();
  }

  @Test
  void aNameThatLooksLikeAnotherKeyHidesNothing() {
    Map<String, String> values = new Keys().add("it", 1).add("it", 2).values();

    assertThat(values).containsExactly(entry("it", "1"), entry("it'", "2"));
  }

  @Test
  void whatContainsItselfEnds() {
    Object[] loop = new Object[1];
    loop[0] = loop;

    assertThat(unnamedOf(loop)).containsValue("fewer levels of nesting");
    assertThat(valuesOf(Arrays.asList(1, null))).containsEntry("it[1]", "null");
  }

  private static Map<String, String> valuesOf(Object value) {
    return new Keys().add("it", value).values();
  }

  private static Map<String, String> unnamedOf(Object value) {
    return new Keys().add("it", value).unnamed();
  }
}
