package dev.espalier.train.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.value.Dims;
import dev.espalier.train.log.TrainException;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class WrittenColumnsTest {
  private static final Dims DIMS = Dims.of(2);

  private final WrittenColumns columns = new WrittenColumns("solve", Map.of("t", DIMS), 5);

  @Test
  void takesAllRowsInAnyOrder() {
    columns.open("t", DIMS);
    columns.write("t", 3, 2, 2);
    columns.write("t", 0, 3, 2);

    assertThatCode(columns::requireWhole).doesNotThrowAnyException();
  }

  @Test
  void refusesRowsThatAreMissing() {
    columns.open("t", DIMS);
    columns.write("t", 1, 3, 2);

    refuses("3 of 5 rows were written", columns::requireWhole);
  }

  @Test
  void refusesWhatWasNotSaid() {
    refuses(
        "it is begun with rows of (3), and the solver said that it writes {t=(2)}",
        () -> columns.open("t", Dims.of(3)));
    refuses("it was not begun", () -> columns.write("t", 0, 5, 2));
  }

  @Test
  void refusesRowsThatThereAreNot() {
    columns.open("t", DIMS);

    refuses(
        "an array of [2, 2] is written at row 4, and there are 5 rows of (2)",
        () -> columns.write("t", 4, 2, 2));
    refuses(
        "an array of [2, 2] is written at row -1, and there are 5 rows of (2)",
        () -> columns.write("t", -1, 2, 2));
    refuses(
        "an array of [2, 3] is written at row 0, and there are 5 rows of (2)",
        () -> columns.write("t", 0, 2, 3));
    refuses(
        "an array of [] is written at row 0, and there are 5 rows of (2)",
        () -> columns.write("t", 0));
  }

  private static void refuses(String what, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isExactlyInstanceOf(TrainException.class)
        .hasMessageContaining(
            "column t: " + what + ". Try a solver that writes all rows of what columns(...) says.");
  }
}
