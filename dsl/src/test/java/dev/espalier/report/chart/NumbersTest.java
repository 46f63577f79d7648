package dev.espalier.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0.951249, 0.9512",
    "0.95, 0.95",
    "-12, -12",
    "0, 0",
    "-0.0, 0",
    "123456.7, 123500",
    "12345678, 1.235e+07",
    "0.0001234567, 0.0001235",
    "0.00001234567, 1.235e-05",
    "1e-300, 1e-300",
    "9999.96, 10000",
    "NaN, NaN",
    "-Infinity, -Inf"
  })
  void textHasFourSignificantDigits(double value, String text) {
    assertThat(Numbers.text(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.4217, 0.4217 s",
    "59.96, 59.96 s",
    "185.4, 3 min 5 s",
    "7805, 2 h 10 min",
    "NaN, NaN s"
  })
  void durationReadsAsOneWouldSayIt(double seconds, String text) {
    assertThat(Numbers.duration(seconds)).isEqualTo(text);
  }

  @Test
  void localeOfTheMachineChangesNothing() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);

      assertThat(Numbers.text(0.5)).isEqualTo("0.5");
      assertThat(Numbers.text(1.5e-9)).isEqualTo("1.5e-09");
      assertThat(Numbers.grouped(1234567)).isEqualTo("1,234,567");
    } finally {
      Locale.setDefault(before);
    }
  }
}
