package dev.espalier.zoo;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.OnnxGraph;
import dev.espalier.zoo.graph.ScriptGraph;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What others compute from the files of a model: plain DJL and ONNX Runtime. */
final class Runtimes {
  private Runtimes() {}

  static float[] torchScript(Models model, float[] inputs) {
    try {
      Path file = Files.createTempFile("model", ".pt");
      try {
        return torchScript(model, inputs, file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException
        | ModelNotFoundException
        | MalformedModelException
        | TranslateException e) {
      throw new AssertionError(e);
    }
  }

  static float[] onnx(Models model, float[] inputs) {
    byte[] file = OnnxGraph.bytes(model.trained(), Export.whole(model.trained()));
    return onnx(file, inputs, model.trained().checked().input().withBatch(Models.BATCH));
  }

  static float[] onnx(Path file, float[] inputs, long... shape) {
    try {
      return onnx(Files.readAllBytes(file), inputs, shape);
    } catch (IOException unread) {
      throw new AssertionError(unread);
    }
  }

  private static float[] onnx(byte[] file, float[] inputs, long... shape) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(file, options);
          OnnxTensor x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(inputs), shape);
          OrtSession.Result result = session.run(Map.of("input", x))) {
        FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] said = new float[values.remaining()];
        values.get(said);
        return said;
      }
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  private static float[] torchScript(Models model, float[] inputs, Path file)
      throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
    ScriptGraph.archive(model.trained(), Export.whole(model.trained())).write(file);
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(file)
            .optEngine("PyTorch")
            .optDevice(Device.cpu())
            .build();
    try (var loaded = criteria.loadModel();
        var predictor = loaded.newPredictor();
        NDManager manager = loaded.getNDManager().newSubManager()) {
      NDArray x =
          manager.create(
              inputs, new Shape(model.trained().checked().input().withBatch(Models.BATCH)));
      return predictor.predict(new NDList(x)).singletonOrThrow().toFloatArray();
    }
  }
}
