package dev.espalier.data.files;

import ai.djl.ndarray.types.DataType;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.nio.file.Path;
import java.util.Map;

/** Arrays in files, the first axis of which counts rows. */
public final class ArrayFile {
  private ArrayFile() {}

  /**
   * Gives the rows of an idx file of any rank and of any of its types (bytes with and without a
   * sign, 16 and 32-bit integers, 32 and 64-bit numbers), values as they are.
   *
   * @param file if it is absent, the one with {@code .gz} after its name
   * @throws DataException if it is absent, damaged or no idx file
   */
  public static Rows idx(Path file) {
    Given.all("file", file);
    return IdxArray.read(file);
  }

  /**
   * Gives the rows of an array that numpy has saved, of any rank and type of numbers.
   *
   * @param file {@code .npz}
   * @param array its name in the file
   * @throws DataException if there is no such array, or it is a single number
   * @throws dev.espalier.weights.WeightsException if the file is damaged, or holds anything else
   */
  public static Rows npz(Path file, String array) {
    Given.all("file", file, "array", array);
    Map<String, TensorData> all = StateDict.read(file).tensors();
    TensorData found = all.get(array);
    String subject = "file '" + file.getFileName() + "'";
    if (found == null) {
      throw DataException.of(
          subject, "array " + array, "found the arrays " + all.keySet(), "one of these");
    }
    if (found.dims().isEmpty() || found.dims().contains(0L)) {
      throw DataException.of(
          subject,
          "array " + array,
          "found the shape %s, needed (rows, ...)".formatted(found.shape()),
          "an array with rows");
    }
    Dims dims = new Dims(found.dims().subList(1, found.dims().size()));
    if (found.type() == DataType.UINT8) {
      byte[] bytes = new byte[found.bytes().remaining()];
      found.bytes().get(bytes);
      return Rows.ofBytes(bytes, 1, dims);
    }
    if (found.type() == DataType.FLOAT32) {
      float[] values = new float[Math.toIntExact(found.elements())];
      found.bytes().asFloatBuffer().get(values);
      return Rows.of(values, dims);
    }
    return Rows.of(found.doubles(), dims);
  }
}
