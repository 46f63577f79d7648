package dev.espalier.describe.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ChoicesTest {
  private static final Setting<Integer> SEED = new Setting<>("the seed", 0);
  private static final Setting<Double> CLIP = new Setting<>("clip", 1.0);
  private static final Setting<List<String>> NOTES = new Setting<>("the notes", List.of());

  private final Choices none = Choices.of("recipe");

  @Test
  void refusesASecondCallAndShowsTheFirstValue() {
    Choices given = none.with(SEED, 7).with(CLIP, 5.0);

    assertThatThrownBy(() -> given.with(SEED, 8))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("recipe: the seed was already given as 7, now as 8. Try one of them.");
  }

  @Test
  void theDefaultIsAValueLikeAnyOther() {
    Choices given = none.with(SEED, 0);

    assertThatThrownBy(() -> given.with(SEED, 0))
        .hasMessage("recipe: the seed was already given as 0, now as 0. Try one of them.");
    assertThat(given.has(SEED)).isTrue();
    assertThat(given.has(CLIP)).isFalse();
  }

  @Test
  void leavesTheValueThatItCameFromAsItWas() {
    Choices seven = none.with(SEED, 7);

    assertThat(none.get(SEED)).isZero();
    assertThat(seven.get(SEED)).isEqualTo(7);
    assertThat(none.with(SEED, 8).get(SEED)).isEqualTo(8);
  }

  @Test
  void defaultsOfAnotherKindMayBeGivenAnew() {
    Choices started = none.with(SEED, 7).asDefaults();

    assertThat(started.get(SEED)).isEqualTo(7);
    assertThat(started.with(SEED, 8).get(SEED)).isEqualTo(8);
  }

  @Test
  void aListGrowsByEachCall() {
    Choices two = none.plus(NOTES, "a").plus(NOTES, "b");

    assertThat(two.get(NOTES)).containsExactly("a", "b");
  }

  @Test
  void equalsWhatHasTheSameValuesGivenOrNot() {
    assertThat(none.with(SEED, 0)).isEqualTo(none).hasSameHashCodeAs(none);
    assertThat(none.with(SEED, 7)).isNotEqualTo(none);
    assertThat(Choices.of("network")).isNotEqualTo(none);
  }
}
