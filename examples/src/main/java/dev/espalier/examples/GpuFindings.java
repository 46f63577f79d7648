package dev.espalier.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a check found: a line for each number, with the limit that it must not exceed. */
final class GpuFindings {
  /** The limit of what is only measured. */
  static final double NONE = Double.POSITIVE_INFINITY;

  private final Map<String, String> machine;
  private final List<Finding> all = new ArrayList<>();

  /** Starts with what the numbers are from, such as the card and the versions. */
  GpuFindings(Map<String, String> machine) {
    this.machine = machine;
  }

  /**
   * One number.
   *
   * @param part the part of the check
   * @param what what was looked at
   * @param found the number; NaN where it could not be had
   * @param limit the largest that is right
   * @param unit the number's unit, and why there is none where it is NaN
   */
  private record Finding(String part, String what, double found, double limit, String unit) {
    boolean holds() {
      return found <= limit;
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%-12s %-44s %10.3g  %s%s%n",
          part,
          what,
          found,
          limit == NONE ? "" : (holds() ? "<= " : "NOT <= ") + limit + " ",
          unit);
    }

    String csv() {
      return String.format(
          Locale.ROOT,
          "%s,\"%s\",%s,%s,\"%s\"%n",
          part,
          what,
          found,
          limit,
          unit.replace('"', '\''));
    }
  }

  /** Adds a number, and prints its line. */
  void add(String part, String what, double found, double limit, String unit) {
    Finding finding = new Finding(part, what, found, limit, unit);
    all.add(finding);
    System.out.print(finding.line());
  }

  /** Adds what a part finds, or how it failed; the parts after it go on. */
  void attempt(String part, String what, Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException | RuntimeException e) {
      add(part, what, Double.NaN, 0, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /** Says whether every number is within its limit. */
  boolean hold() {
    return all.stream().allMatch(Finding::holds);
  }

  /** Gives how many numbers there are, and which are beyond their limits. */
  String summary() {
    StringBuilder text = new StringBuilder();
    List<Finding> beyond = all.stream().filter(finding -> !finding.holds()).toList();
    text.append("%s numbers, %s beyond their limits%n".formatted(all.size(), beyond.size()));
    beyond.forEach(finding -> text.append(finding.line()));
    return text.toString();
  }

  /** Writes the numbers as CSV, the machine in lines of comment before them. */
  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    machine.forEach((name, value) -> text.append("# %s: %s%n".formatted(name, value)));
    text.append(String.format(Locale.ROOT, "part,what,found,limit,unit%n"));
    all.forEach(finding -> text.append(finding.csv()));
    Files.writeString(file, text);
  }

  /** A part of a check. */
  interface Attempt {
    /** Looks, and adds what it finds. */
    void run() throws IOException;
  }
}
