package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;

final class SpreadsTest {
  @Test
  void countsATrainingThatDivergedAsTheLargest() {
    Spreads errors = new Spreads("errors");
    errors.add("one network", Spreads.DIVERGED);
    errors.add("one network", .25);
    errors.add("one network", .5);

    Row row = errors.table().row(0);

    assertThat(row.getString("median")).isEqualTo("0.5000");
    assertThat(row.getString("smallest")).isEqualTo("0.2500");
    assertThat(row.getString("largest")).isEqualTo("diverged");
    assertThat(row.getString("by seed")).isEqualTo("diverged, 0.2500, 0.5000");
  }
}
