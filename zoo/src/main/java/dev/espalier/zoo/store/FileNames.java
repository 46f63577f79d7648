package dev.espalier.zoo.store;

import dev.espalier.zoo.problem.ZooException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The rule that names of models and files follow, so that no name leaves its folder. */
public final class FileNames {
  private static final Pattern MODEL = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]{0,99}");
  private static final Pattern FILE =
      Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]*(\\.[a-zA-Z0-9]+)*");
  private static final Pattern SEGMENT = Pattern.compile("[a-zA-Z0-9_-]+");

  private FileNames() {}

  /**
   * Refuses a model's name that is no name.
   *
   * @throws ZooException if it has other characters, or too many
   */
  public static String requireModel(String name) {
    if (!MODEL.matcher(name).matches()) {
      throw ZooException.of(
          "model '" + name + "'",
          "name",
          "a name starts with a letter and has up to 100 letters, digits, '_' and '-'",
          "digits-sal");
    }
    return name;
  }

  /** Says whether this names a file of its own folder, and nothing else. */
  public static boolean isFile(String name) {
    return name.length() <= 150 && FILE.matcher(name).matches();
  }

  /** Says whether unpacking a file of this name would leave it where the zip is unpacked. */
  static boolean staysInside(String path) {
    if (path.isEmpty() || path.codePoints().anyMatch(c -> c < ' ' || c == '\\' || c == ':')) {
      return false;
    }
    String file = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return Arrays.stream(file.split("/", -1))
        .noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
  }

  /** Says whether this is a path downwards, of plain names only. */
  static boolean isPath(String path) {
    if (path.length() > 400) {
      return false;
    }
    for (String segment : path.split("/", -1)) {
      if (!SEGMENT.matcher(segment).matches()) {
        return false;
      }
    }
    return true;
  }
}
