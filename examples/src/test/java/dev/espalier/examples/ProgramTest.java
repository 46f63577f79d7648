package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

final class ProgramTest {
  private enum Word {
    ALL,
    NONE
  }

  private static final class Given {
    @Option(names = "epochs", converter = Program.AtLeastOne.class)
    int epochs = 10;

    @Option(names = "data", required = true, split = ",")
    List<String> data = List.of();

    @Option(names = "keep")
    Word keep = Word.ALL;
  }

  private static final class Placed {
    @Parameters(index = "0", arity = "0..1", description = "How often.")
    int rounds = 5;
  }

  private static String errorsOf(int code, Object given, String... args) {
    PrintStream before = System.err;
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      assertThat(Program.run(ProgramTest.class, given, args, done -> {})).isEqualTo(code);
    } finally {
      System.setErr(before);
    }
    return errors.toString(StandardCharsets.UTF_8);
  }

  @Test
  void givesTheDefaultOfWhatIsLeftOut() {
    Given given = Program.read(new Given(), "data=a,b");

    assertThat(given.epochs).isEqualTo(10);
    assertThat(given.data).containsExactly("a", "b");
    assertThat(given.keep).isEqualTo(Word.ALL);
  }

  @Test
  void takesWhatIsGivenByNameAndByPlace() {
    assertThat(Program.read(new Given(), "data=a", "epochs=3").epochs).isEqualTo(3);
    assertThat(Program.read(new Given(), "data=a", "keep=none").keep).isEqualTo(Word.NONE);
    assertThat(Program.read(new Placed(), "7").rounds).isEqualTo(7);
  }

  @Test
  void saysWhatCanBeGivenWhenItFindsSomethingElse() {
    assertThat(errorsOf(2, new Given(), "data=a", "epoch=3"))
        .isEqualToIgnoringNewLines("Unknown option: 'epoch=3'Possible solutions: epochs");
    assertThat(errorsOf(2, new Given(), "data=a", "everything"))
        .contains("Unmatched argument at index 1: 'everything'")
        .contains("Usage: ProgramTest", "epochs=<epochs>", "--help");
    assertThat(errorsOf(2, new Placed(), "7", "8")).contains("Unmatched argument at index 1: '8'");
  }

  @Test
  void asksForWhatHasNoDefault() {
    assertThatThrownBy(() -> Program.read(new Given()))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("Missing required option: 'data=");
  }

  @Test
  void showsWhatIsNoNumberFromOneOn() {
    assertThat(errorsOf(2, new Given(), "data=a", "epochs=many"))
        .contains("Invalid value for option 'epochs'", "'many' is no whole number from 1 on");
    assertThat(errorsOf(2, new Given(), "data=a", "epochs=0"))
        .contains("'0' is no whole number from 1 on");
    assertThat(errorsOf(2, new Placed(), "1.5")).contains("'1.5' is not an int");
  }

  @Test
  void aWordMustBeOneOfThose() {
    assertThat(errorsOf(2, new Given(), "data=a", "keep=some"))
        .contains("expected one of [ALL, NONE] (case-insensitive) but was 'some'");
  }

  @Test
  void refusesWhatIsGivenTwice() {
    assertThat(errorsOf(2, new Given(), "data=a", "epochs=3", "epochs=4"))
        .contains("option 'epochs' (<epochs>) should be specified only once");
  }

  @Test
  void helpsAtOnceAndRunsNothing() {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      int code =
          Program.run(
              ProgramTest.class,
              new Placed(),
              new String[] {"--help"},
              given -> {
                throw new IllegalStateException("run");
              });
      assertThat(code).isZero();
    } finally {
      System.setOut(before);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("Usage: ProgramTest [--help] [<rounds>]", "How often.", "Default: 5");
  }

  @Test
  void aRefusalIsItsMessageAloneAndAFailureKeepsItsTrace() {
    PrintStream before = System.err;
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    int refused;
    int failed;
    String refusal;
    try {
      refused =
          Program.run(
              ProgramTest.class,
              new Placed(),
              new String[0],
              given -> {
                throw new IllegalArgumentException("rounds: too many. Try fewer.");
              });
      refusal = errors.toString(StandardCharsets.UTF_8);
      failed =
          Program.run(
              ProgramTest.class,
              new Placed(),
              new String[0],
              given -> {
                throw new IllegalStateException("a defect");
              });
    } finally {
      System.setErr(before);
    }

    assertThat(refused).isEqualTo(2);
    assertThat(refusal).isEqualToIgnoringNewLines("rounds: too many. Try fewer.");
    assertThat(failed).isEqualTo(1);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("a defect", "at dev.espalier.examples.ProgramTest");
  }
}
