package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DigitsSalIT {
  @Test
  void djlReadsFromTheZooWhatWasTrained(@TempDir Path out) throws Exception {
    DigitsSal.Result result = DigitsSal.run("epochs=3", "out=" + out);

    assertThat(result.accuracy()).isGreaterThan(0.5);
    assertThat(result.reloaded()).isCloseTo(result.accuracy(), within(1e-9));
    assertThat(result.report()).content().contains("digits-sal").doesNotContain("http-equiv");
    assertThat(result.model().archive()).isNotEmptyFile();
  }

  @Test
  void aNewZooIsNotTakenForAnOldOne(@TempDir Path out) throws Exception {
    DigitsSal.run("epochs=1", "seed=1", "out=" + out.resolve("old"));

    DigitsSal.Result result = DigitsSal.run("epochs=1", "seed=2", "out=" + out.resolve("new"));

    assertThat(result.reloaded()).isCloseTo(result.accuracy(), within(1e-9));
  }
}
