package dev.espalier.describe.value;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class OnceTest {
  @Test
  void refusesASecondCallAndShowsTheFirstValue() {
    Once given = Once.of("recipe").given("the seed", 7).given("clip", 5.0);

    assertThatThrownBy(() -> given.given("the seed", 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("recipe: the seed was already given as 7, now as 8. Try one of them.");
  }

  @Test
  void leavesTheValueThatItCameFromAsItWas() {
    Once none = Once.of("recipe");

    none.given("the seed", 7);

    none.given("the seed", 8);
  }
}
