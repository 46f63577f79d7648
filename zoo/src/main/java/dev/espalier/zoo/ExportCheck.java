package dev.espalier.zoo;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import dev.espalier.data.Normalization;
import dev.espalier.zoo.graph.Export;
import dev.espalier.zoo.graph.Trained;
import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Loads an archive back, and compares what it says with what the trained networks say. */
final class ExportCheck {
  private static final double TOLERANCE = 1e-5;
  private static final double PIXEL_SLACK = 1e-6;

  private final Trained trained;
  private final Export export;
  private final ReferencePredictions witness;

  ExportCheck(Trained trained, Export export, ReferencePredictions witness) {
    this.trained = trained;
    this.export = export;
    this.witness = witness;
  }

  /**
   * Compares the archive in a folder.
   *
   * @throws ZooException if it cannot be loaded, or says something else
   */
  void require(Path folder, String model) {
    List<float[]> given = new ArrayList<>();
    List<double[]> taken = new ArrayList<>();
    for (double[] row : witness.rows()) {
      float[] raw = raw(row);
      given.add(raw);
      taken.add(prepared(raw));
    }
    float[] needed = witness.predictions().of(taken, export);
    float[] found = load(folder, given, model);
    if (found.length != needed.length) {
      throw differs(model, found.length + " values", needed.length + " values");
    }
    for (int i = 0; i < found.length; i++) {
      double allowed = TOLERANCE * Math.max(1, Math.abs(needed[i]));
      // Written so that a value that is no number fails too.
      if (!(Math.abs(found[i] - needed[i]) <= allowed)) {
        throw differs(model, String.valueOf(found[i]), needed[i] + " as value " + i);
      }
    }
  }

  /**
   * Looks whether the data's values lie between black and white, as an image's do.
   *
   * @throws ZooException if they do not
   */
  void requirePixels(String model) {
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (double[] row : witness.rows()) {
      for (float value : raw(row)) {
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
      }
    }
    if (lowest < -PIXEL_SLACK || highest > 1 + PIXEL_SLACK) {
      double range = export.white() - export.black();
      double from = export.black() + lowest * range;
      double to = export.black() + highest * range;
      throw ZooException.of(
          "model '" + model + "'",
          "pixels",
          "the data has values from %s to %s, and an image's lie from black, %s, to white, %s"
              .formatted(from, to, export.black(), export.white()),
          to > 1 && to <= 255 && from >= 0
              ? "card.pixels(0, " + (to <= 16 ? 16 : 255) + ")"
              : "card.pixels(black, white) with the data's own values");
    }
  }

  /** Gives the archive's input for a row as the networks take it. */
  private float[] raw(double[] row) {
    float[] raw = new float[row.length];
    for (int i = 0; i < row.length; i++) {
      double value = row[i];
      if (export.normalizes() && trained.normalization().isPresent()) {
        int group = group(i, row.length, trained.normalization().get());
        value =
            value * trained.normalization().get().scales().get(group)
                + trained.normalization().get().offsets().get(group);
      }
      raw[i] = (float) ((value - export.black()) / (export.white() - export.black()));
    }
    return raw;
  }

  /** Gives the row as the networks take it for an archive's input. */
  private double[] prepared(float[] raw) {
    double[] row = new double[raw.length];
    for (int i = 0; i < raw.length; i++) {
      double value = export.black() + raw[i] * (export.white() - export.black());
      if (export.normalizes() && trained.normalization().isPresent()) {
        int group = group(i, raw.length, trained.normalization().get());
        value =
            (value - trained.normalization().get().offsets().get(group))
                / trained.normalization().get().scales().get(group);
      }
      row[i] = value;
    }
    return row;
  }

  private int group(int place, int width, Normalization normalization) {
    int groups = normalization.scales().size();
    return trained.checked().input().rank() == 3 ? place / (width / groups) : place % groups;
  }

  private float[] load(Path folder, List<float[]> rows, String model) {
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(folder)
            .optEngine("PyTorch")
            .optDevice(witness.device())
            .optTranslator(new NoopTranslator())
            .build();
    try (var loaded = criteria.loadModel();
        var predictor = loaded.newPredictor();
        NDManager manager = loaded.getNDManager().newSubManager()) {
      float[] values = new float[rows.size() * rows.get(0).length];
      for (int i = 0; i < rows.size(); i++) {
        System.arraycopy(rows.get(i), 0, values, i * rows.get(i).length, rows.get(i).length);
      }
      Shape shape = new Shape(trained.checked().input().withBatch(rows.size()));
      NDList found = predictor.predict(new NDList(manager.create(values, shape)));
      try (NDArray array = found.singletonOrThrow()) {
        return array.toFloatArray();
      }
    } catch (IOException
        | ModelNotFoundException
        | MalformedModelException
        | TranslateException e) {
      throw ZooException.of(
              "model '" + model + "'",
              "archive",
              "it cannot be loaded back: " + e.getMessage(),
              "reporting this as a defect of Espalier")
          .causedBy(e);
    }
  }

  private static ZooException differs(String model, String found, String needed) {
    return ZooException.of(
        "model '" + model + "'",
        "archive",
        "loaded back it gives %s, the trained networks %s".formatted(found, needed),
        "reporting this as a defect of Espalier");
  }
}
