package dev.espalier.zoo;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that knows DJL and nothing else: it lists every model of a zoo, loads it, and writes
 * what it says of an input. {@link ElsewhereIT} starts it without Espalier on its class path.
 */
final class LoadsWithDjlOnly {
  private LoadsWithDjlOnly() {}

  /** Takes the zoo, and a folder of {@code NAME.in} and {@code NAME.shape} files. */
  public static void main(String[] args) throws Exception {
    requireNoEspalier();
    Path folder = Path.of(args[1]);
    for (String name : args[2].split(",", -1)) {
      Criteria<NDList, NDList> criteria =
          Criteria.builder()
              .setTypes(NDList.class, NDList.class)
              .optModelUrls(args[0])
              .optArtifactId(name)
              .build();
      try (var model = criteria.loadModel();
          var predictor = model.newPredictor();
          NDManager manager = model.getNDManager().newSubManager()) {
        String[] sizes = Files.readString(folder.resolve(name + ".shape")).strip().split(",", -1);
        long[] shape = new long[sizes.length];
        for (int i = 0; i < shape.length; i++) {
          shape[i] = Long.parseLong(sizes[i]);
        }
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name + ".in")));
        float[] values = new float[in.remaining() / Float.BYTES];
        in.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        NDList said = predictor.predict(new NDList(manager.create(values, new Shape(shape))));
        float[] result = said.singletonOrThrow().toFloatArray();
        ByteBuffer out =
            ByteBuffer.allocate(result.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.asFloatBuffer().put(result);
        Files.write(folder.resolve(name + ".out"), out.array());
      }
    }
  }

  private static void requireNoEspalier() {
    for (String name :
        new String[] {"dev.espalier.Espalier", "com.fasterxml.jackson.core.JsonFactory"}) {
      try {
        Class.forName(name);
        throw new AssertionError(name + " is on the class path");
      } catch (ClassNotFoundException expected) {
        // As it should be.
      }
    }
  }
}
