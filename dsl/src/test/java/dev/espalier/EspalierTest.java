package dev.espalier;

import static dev.espalier.Espalier.attention;
import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.cosine;
import static dev.espalier.Espalier.exponential;
import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.meanSquare;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.relative;
import static dev.espalier.Espalier.softTargets;
import static dev.espalier.Espalier.steps;
import static dev.espalier.Espalier.warmUp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.schedule.Schedule;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EspalierTest {

  @Test
  void describesAndChecksAClassifier() {
    CheckedHierarchy digits =
        check(
            network(
                "digits",
                n ->
                    n.input(1, 8, 8)
                        .flatten()
                        .dense("h1", 128)
                        .relu()
                        .dense("h2", 64)
                        .relu()
                        .output(10)));

    assertThat(digits).hasToString("digits (1 x 8 x 8), 1 network, 0 links, 17226 parameters");
  }

  @Test
  void offersEveryScheduleAndLikenessByItsOwnWord() {
    assertThat(constant(0.5)).isEqualTo(Schedule.constant(0.5));
    assertThat(linear(1, 0)).isEqualTo(Schedule.linear(1, 0));
    assertThat(cosine(1, 0)).isEqualTo(Schedule.cosine(1, 0));
    assertThat(exponential(1, 0.1)).isEqualTo(Schedule.exponential(1, 0.1));
    assertThat(steps(1, 0.5, 10)).isEqualTo(Schedule.steps(1, 0.5, 10));
    assertThat(warmUp(0.1, constant(1))).isEqualTo(Schedule.warmUp(0.1, Schedule.constant(1)));
    assertThat(relative()).isEqualTo(Likeness.relative());
    assertThat(meanSquare()).isEqualTo(Likeness.meanSquare());
    assertThat(cosine()).isEqualTo(Likeness.cosine());
    assertThat(softTargets(2)).isEqualTo(Likeness.softTargets(2));
    assertThat(attention()).isEqualTo(Likeness.attention());
  }

  @Test
  void givesBackAValueFromEveryMethod() {
    assertThat(Arrays.stream(Espalier.class.getDeclaredMethods()))
        .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
        .extracting(Method::getReturnType)
        .isNotEmpty()
        .doesNotContain(void.class);
  }
}
