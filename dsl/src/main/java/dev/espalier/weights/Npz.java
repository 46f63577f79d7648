package dev.espalier.weights;

import dev.espalier.describe.problem.Shown;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Arrays of numpy in a zip, each in a part of its name and {@code .npy}. */
final class Npz {
  private static final String PART = ".npy";

  private Npz() {}

  /** Says whether a zip holds such arrays. */
  static boolean isIn(ZipParts zip) {
    return zip.names().stream().anyMatch(name -> name.endsWith(PART));
  }

  static Map<String, TensorData> read(ZipParts zip, WeightsFile file) {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    for (String name : zip.names()) {
      String where = "part " + Shown.name(name);
      if (!name.endsWith(PART)) {
        throw file.refused(where, "it is no array, needed parts .npy alone", "numpy.savez");
      }
      tensors.put(
          name.substring(0, name.length() - PART.length()), Npy.read(zip.read(name), file, where));
    }
    return tensors;
  }

  static void write(Map<String, TensorData> tensors, OutputStream out) throws IOException {
    StoredZip zip = new StoredZip(out);
    for (Map.Entry<String, TensorData> each : tensors.entrySet()) {
      zip.add(each.getKey() + PART, Npy.header(each.getValue()), each.getValue().bytes());
    }
    zip.finish();
  }
}
