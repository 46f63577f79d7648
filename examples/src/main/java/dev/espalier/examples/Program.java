package dev.espalier.examples;

import dev.espalier.describe.problem.ProblemsException;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Starts programs with what they were given: {@code --help} prints what there is, and wrong input
 * says what is wrong.
 *
 * <p>What can be given stands in one class a program, with picocli's annotations.
 */
final class Program {
  /** The work of a program. */
  interface Body<G> {
    void run(G given) throws Exception;
  }

  /** A whole number from 1 on. */
  static final class AtLeastOne implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        int number = Integer.parseInt(text);
        if (number >= 1) {
          return number;
        }
      } catch (NumberFormatException wrong) {
        // Said below, as for numbers that are too small.
      }
      throw new TypeConversionException("'" + text + "' is no whole number from 1 on");
    }
  }

  private Program() {}

  /**
   * Runs a program; ends the process only if that fails, for a program may go on in threads.
   *
   * @param name the class that is started
   * @param given what can be given, with its defaults
   */
  static <G> void start(Class<?> name, G given, String[] args, Body<G> body) {
    int code = run(name, given, args, body);
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Runs a program; gives 0, or 2 if it was given something wrong, or 1 if it has failed. */
  static <G> int run(Class<?> name, G given, String[] args, Body<G> body) {
    CommandLine line = line(given);
    line.setCommandName(name.getSimpleName());
    line.setExecutionStrategy(
        parsed -> {
          Integer helped = CommandLine.executeHelpRequest(parsed);
          if (helped != null) {
            return helped;
          }
          try {
            body.run(given);
            return 0;
          } catch (ProblemsException | IllegalArgumentException refusal) {
            line.getErr().println(refusal.getMessage());
            return line.getCommandSpec().exitCodeOnInvalidInput();
          } catch (Exception failure) {
            throw new CommandLine.ExecutionException(line, String.valueOf(failure), failure);
          }
        });
    return line.execute(args);
  }

  /**
   * Reads arguments.
   *
   * @throws CommandLine.ParameterException if one is wrong or lacks
   */
  static <G> G read(G given, String... args) {
    line(given).parseArgs(args);
    return given;
  }

  private static CommandLine line(Object given) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(given);
    spec.addOption(
        OptionSpec.builder("--help")
            .usageHelp(true)
            .description("Prints what can be given.")
            .build());
    spec.usageMessage().showDefaultValues(true).sortOptions(false);
    return new CommandLine(spec).setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true);
  }
}
