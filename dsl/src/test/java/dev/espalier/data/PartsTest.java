package dev.espalier.data;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.concat;
import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PartsTest {
  private static final Parts PARTS = Parts.of("picture", 1, 2, 2).and("age", 1);
  private static final Rows PICTURES =
      Rows.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, Dims.of(1, 2, 2));
  private static final Rows AGES = Rows.of(new double[] {30, 40}, Dims.of(1));

  @Test
  void arraysLieOneAfterTheOther() {
    Rows rows = Rows.ofParts(PARTS, Map.of("age", AGES, "picture", PICTURES));

    assertThat(rows.dims()).isEqualTo(PARTS.dims()).isEqualTo(Dims.of(5));
    assertThat(rows.doubles(0, 2)).containsExactly(1, 2, 3, 4, 30, 5, 6, 7, 8, 40);
    assertThat(rows.select(1).floats(0, 1)).containsExactly(5, 6, 7, 8, 40);
    assertThat(
            Sample.ofParts(PARTS, Map.of("age", new double[] {9}, "picture", new double[4]))
                .doubles())
        .containsExactly(0, 0, 0, 0, 9);
  }

  @Test
  void eachBranchTakesItsPartInItsShape() {
    var checked =
        check(
            network(
                "both",
                n ->
                    n.input(PARTS.dims())
                        .branches(
                            "sides",
                            concat(),
                            b ->
                                b.branch(
                                        "seen",
                                        x ->
                                            x.part(PARTS, "picture")
                                                .conv2d("c", 3, 2)
                                                .relu()
                                                .flatten())
                                    .branch("told", x -> x.part(PARTS, "age").dense("d", 2)))
                        .output(2)));

    assertThat(checked.networks().get(0).layer("sides").orElseThrow().output())
        .isEqualTo(Dims.of(5));
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> Rows.ofParts(PARTS, Map.of("picture", AGES, "ages", AGES)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            rows of parts [picture, age] has 3 problems:
              part 'picture': found rows of (1), needed (1 x 2 x 2).
              part 'age': there are no rows of it. Try rows of each part.
              part 'ages': there is none among [picture, age]. Try one of them.""");
    assertThatThrownBy(() -> PARTS.part("pictures"))
        .hasMessage("part 'pictures': there is none among [picture, age]. Try one of them.");
    assertThatThrownBy(() -> PARTS.and("age", 2))
        .hasMessage(
            "parts: the name 'age' occurs twice or is blank. Try a name of its own for each part.");
    assertThatThrownBy(() -> new Parts(List.of(new Parts.Part("a", 2, Dims.of(1)))))
        .hasMessage(
            "parts: 'a' begins at 2, needed 0, where the one before it ends. Try"
                + " Parts.of(...).and(...).");
  }
}
