package dev.espalier.examples;

import dev.espalier.train.log.Prediction;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@link Serve} answers of one prediction. */
final class ServeAnswer {
  private ServeAnswer() {}

  /**
   * Gives the values, and before them the best class if there are classes, or a list of them for
   * steps and pixels; of several outputs that of each, by its name.
   */
  static Map<String, Object> of(Prediction prediction) {
    Map<String, Object> answer = new LinkedHashMap<>();
    if (prediction.parts().isPresent()) {
      Map<String, Object> outputs = new LinkedHashMap<>();
      prediction
          .parts()
          .get()
          .names()
          .forEach(name -> outputs.put(name, of(prediction.part(name))));
      answer.put("outputs", outputs);
      return answer;
    }
    if (!prediction.classes().isEmpty()) {
      boolean one = prediction.dims().rank() <= 1;
      answer.put("best", one ? prediction.bestClass() : prediction.bestClasses());
    }
    answer.put("values", prediction.values());
    return answer;
  }
}
