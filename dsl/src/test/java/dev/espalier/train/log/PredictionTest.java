package dev.espalier.train.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.value.Dims;
import dev.espalier.train.plan.Readout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PredictionTest {
  private static final Readout NET = Readout.of("net");

  @Test
  void takesABatchApartRowByRow() {
    List<Prediction> rows =
        Prediction.ofRows(
            NET,
            List.of("row 0", "row 1"),
            Dims.of(2),
            new double[] {0.25, 0.75, 1, 0},
            List.of("no", "yes"),
            Optional.empty());

    assertThat(rows).extracting(Prediction::bestClass).containsExactly("yes", "no");
  }

  @Test
  void namesTheRowWhoseOutputIsNotFinite() {
    assertThatThrownBy(
            () ->
                Prediction.ofRows(
                    NET,
                    List.of("row 6 of 'huge'", "row 7 of 'huge'"),
                    Dims.of(1),
                    new double[] {1, Double.NaN},
                    List.of(),
                    Optional.empty()))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            "predicting has a problem:%n".formatted()
                + "  network net: the output for row 7 of 'huge' is NaN, needed a finite number."
                + " Try inputs as small as those it was trained on.");
  }
}
