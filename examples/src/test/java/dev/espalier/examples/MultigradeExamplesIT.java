package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** The multigrade programs, at the smallest size at which they still show what they are for. */
final class MultigradeExamplesIT {
  @Test
  void gradesLearnAHighFrequencyBetterThanOneNetwork(@TempDir Path folder) {
    Table table = HighFrequency.run("seeds=1", "points=1000", "epochs=20", "results=" + folder);

    assertThat(number(table, "grade3"))
        .isLessThan(number(table, "grade1"))
        .isLessThan(number(table, "one network") / 10);
    assertThat(folder.resolve("high-frequency.md")).content().contains("| grade3 |");
    assertThat(folder.resolve("high-frequency.html")).content().contains("y - (grade1 + grade2)");
  }

  @Test
  void errorsOfThreeSinesFallFromGradeToGrade(@TempDir Path folder) {
    Table table = ThreeSines.run("seeds=1", "steps=400", "results=" + folder);

    assertThat(number(table, "grade4"))
        .isLessThan(number(table, "grade3"))
        .isLessThan(number(table, "grade1"));
  }

  @Test
  void aPictureIsDrawnByEveryGrade(@TempDir Path folder) throws IOException {
    Table table = FitImage.run("seeds=1", "width=32", "units=16", "epochs=10", "results=" + folder);

    BufferedImage drawn = ImageIO.read(folder.resolve("fit-image-4.png").toFile());
    assertThat(drawn.getWidth()).isEqualTo(32);
    assertThat(number(table, "grade4")).isGreaterThan(10);
    assertThat(folder.resolve("fit-image.html"))
        .content()
        .contains(
            "what the grades leave",
            "Picture by grade",
            "grade1 + grade2, ",
            "one network, as many seconds");
  }

  @Test
  void aNoisyPictureIsDrawnWithAndWithoutTotalVariation(@TempDir Path folder) throws IOException {
    Table table =
        Denoise.run(
            "seeds=1", "width=24", "units=8", "steps=20", "weights=0,0.5", "results=" + folder);

    BufferedImage drawn = ImageIO.read(folder.resolve("denoise-25.png").toFile());
    assertThat(drawn.getWidth()).isEqualTo(6 * 24 + 5 * 4);
    assertThat(number(table, "the noisy picture")).isBetween(19.0, 21.5);
    assertThat(number(table, "weight 0.5, grade4"))
        .isNotEqualTo(number(table, "weight 0.0, grade4"));
    assertThat(folder.resolve("denoise-25.md")).content().contains("| weight 0.5, one network |");
  }

  @Test
  void aBlurredPictureIsLearnedByLossesThatKnowTheBlurAndByOnesThatDoNot(@TempDir Path folder) {
    String[] settings = {
      "seeds=1",
      "width=24",
      "units=8",
      "steps=20",
      "weights=0",
      "blur=1",
      "noise=3",
      "known=yes",
      "results=" + folder
    };
    Table known = Denoise.run(settings);
    settings[7] = "known=no";
    Table unknown = Denoise.run(settings);

    assertThat(number(known, "the noisy picture")).isEqualTo(number(unknown, "the noisy picture"));
    assertThat(number(known, "weight 0.0, grade4"))
        .isNotEqualTo(number(unknown, "weight 0.0, grade4"));
    assertThat(folder.resolve("denoise-3-blur-1.md")).content().contains("without blur and noise");
    assertThat(folder.resolve("denoise-3-blur-1-unknown.png")).exists();
  }

  /** Gives the median of a row. */
  private static double number(Table table, String what) {
    Table row = table.where(table.stringColumn("what").isEqualTo(what));
    assertThat(row.rowCount()).as(what.toLowerCase(Locale.ROOT)).isEqualTo(1);
    return Double.parseDouble(row.stringColumn("median").get(0));
  }
}
