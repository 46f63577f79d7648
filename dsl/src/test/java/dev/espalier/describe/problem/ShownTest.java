package dev.espalier.describe.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShownTest {
  private static final class Refused extends ProblemsException {
    private static final long serialVersionUID = 1L;

    Refused(String subject, List<Problem> problems) {
      super(subject, problems);
    }
  }

  @Test
  void leavesOrdinaryTextAsItIs() {
    String text = "layer n.h: größe 3 x 4, \uD83D\uDE00. Try 'h1'.";

    assertThat(Shown.of(text)).isEqualTo(text);
  }

  @Test
  void showsWhatATerminalWouldObeyAsItsCode() {
    assertThat(Shown.of("a\tb\nc\u001B[2Jd\u202Ee\u2028f\uD800"))
        .isEqualTo("a\\tb\\nc\\u001B[2Jd\\u202Ee\\u2028f\\uD800");
  }

  @Test
  void cutsALongWordAndKeepsWhatStandsAroundIt() {
    String text = Shown.of("no layer '" + "x".repeat(1_000) + "'. It has h, output");

    assertThat(text)
        .isEqualTo(
            "no layer '"
                + "x".repeat(224)
                + "... (741 characters) ..."
                + "x".repeat(35)
                + "'. It has h, output");
  }

  @Test
  void cutsAMegabyteOfWords() {
    String text = Shown.of("word ".repeat(200_000) + "end");

    assertThat(text).hasSizeLessThan(2_000).startsWith("word word").endsWith("word end");
  }

  @Test
  void cutsEveryPartOfAProblemAndItsSubject() {
    String huge = "y".repeat(1_000_000);

    Refused refused =
        new Refused("data set '" + huge + "'", List.of(new Problem(huge, huge, huge)));

    assertThat(refused.getMessage()).hasSizeLessThan(2_000);
  }

  @Test
  void showsTheFirstTwentyProblemsAndHowManyThereAre() {
    List<Problem> problems = Collections.nCopies(5_000, Problem.of("here", "it is wrong"));

    Refused refused = new Refused("thing", problems);

    assertThat(refused)
        .hasMessage(
            "thing has 5000 problems:" + "\n  here: it is wrong.".repeat(20) + "\n  and 4980 more");
    assertThat(refused.problems()).hasSize(5_000);
  }
}
