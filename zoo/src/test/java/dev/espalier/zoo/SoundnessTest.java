package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.ZooException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Descriptions each part of which is right, but not with the others. */
final class SoundnessTest {

  @Test
  void whatWasPublishedIsSound() {
    try (Models model = Models.selfAbstraction()) {
      assertThat(read(written(model)).checked()).isEqualTo(model.trained().checked());
    }
  }

  @Test
  void normalizationsThatDoNotFitAreRefused() {
    String two = "\"offsets\" : [ 0.25, 0.25 ],\n    \"scales\" : [ 0.5, 0.5 ]";
    String one = "\"offsets\" : [ 0.25 ],\n    \"scales\" : [ 0.5 ]";
    assertRefused(one, two, "normalization: it has 2 scales, and an input of (1 x 8 x 8) needs 1");
    for (String scale : new String[] {"0.0", "-0.0"}) {
      assertRefused("\"scales\" : [ 0.5 ]", "\"scales\" : [ " + scale + " ]", "normalization");
    }
    for (String number : new String[] {"1e400", "-1e400", "1e-9999999", "\"NaN\"", "\"x\"", "{}"}) {
      String found = number.replace("\"", "");
      assertRefused(
          "\"scales\" : [ 0.5 ]",
          "\"scales\" : [ " + number + " ]",
          "normalization.scales[0]: found '%s', needed a finite number that fits"
              .formatted(found.equals("{}") ? "{" : found));
    }
    assertRefused(
        "\"scales\" : [ 0.5 ]",
        "\"scales\" : [ null ]",
        "normalization.scales[0]: it is null, needed a value");
    assertRefused("\"scales\" : [ 0.5 ]", "\"scales\" : [ NaN ]", "it is no JSON");
  }

  @Test
  void readoutsThatDoNotFitAreRefused() {
    String networks = "\"networks\" : [ \"complex\" ]";
    assertRefused(
        networks,
        "\"networks\" : [ \"other\" ]",
        "readout: it sums a network 'other', which there is not");
    assertRefused(
        networks,
        "\"networks\" : [ \"complex\", \"complex\" ]",
        "readout: readout: it sums [complex, complex], and each counts once");
    assertRefused(networks, "\"networks\" : [ ]", "readout: readout: it sums no network");
  }

  @Test
  void classesThatDoNotFitAreRefused() {
    assertRefused(
        "\"classes\" : [ \"class0\", ",
        "\"classes\" : [ ",
        "classes: there are 9 for an output of (10)");
    assertRefused("\"class0\"", "\"class1\"", "classes: two have one name");
    assertRefused(
        "\"task\" : \"CLASSIFICATION\"",
        "\"task\" : \"REGRESSION\"",
        "classes: there are 10 of a model that gives values");
  }

  @Test
  void exportsThatDoNotFitAreRefused() {
    assertRefused(
        "\"white\" : 1.0",
        "\"white\" : 0.0",
        "export: black is 0.0 and white is 0.0, needed a white above black");
  }

  @Test
  void guidesOfUnknownTapsAndUnknownWordsAreRefused() {
    assertRefused("\"guideLayer\" : \"idea\"", "\"guideLayer\" : \"hid\"", "has no layer 'hid'");
    assertRefused("\"guide\" : \"simple\"", "\"guide\" : \"nobody\"", "no network 'nobody'");
    assertRefused(
        "\"kind\" : \"Flatten\"", "\"kind\" : \"Unpack\"", "found kind 'Unpack', needed one of [");
    assertRefused(
        "\"task\" : \"CLASSIFICATION\"",
        "\"task\" : \"GUESSING\"",
        "task: found 'GUESSING', needed one of [CLASSIFICATION, SEVERAL, REGRESSION]");
    assertRefused(
        "\"task\" : \"CLASSIFICATION\"",
        "\"more\" : 1, \"task\" : \"CLASSIFICATION\"",
        "more: there is no such field, but [");
    assertRefused(
        "\"task\" : \"CLASSIFICATION\"",
        "\"name\" : \"a\", \"task\" : \"CLASSIFICATION\"",
        "it says the same field twice");
    assertRefused(
        "\"task\" : \"CLASSIFICATION\",", "", "task: it is missing, null or of another kind");
  }

  private static void assertRefused(String before, String after, String message) {
    try (Models model = Models.selfAbstraction()) {
      String written = written(model);
      String forged = written.replaceFirst(Pattern.quote(before), after);

      assertThat(forged).isNotEqualTo(written);
      assertThatThrownBy(() -> read(forged).checked())
          .isInstanceOf(ZooException.class)
          .hasMessageContaining(message)
          .hasMessageStartingWith("file 'espalier.json' has ");
    }
  }

  private static String written(Models model) {
    return new String(
        Json.write(ModelDocument.of("chain", model.trained(), Export.whole(model.trained()))),
        StandardCharsets.UTF_8);
  }

  private static ModelDocument read(String text) {
    return ModelDocument.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
