package dev.espalier.zoo;

import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import ai.djl.repository.zoo.ModelZoo;
import java.util.Map;
import java.util.Set;

/** The models in this jar, for DJL: group id {@code dev.espalier}. */
public final class EspalierModelZoo extends ModelZoo {
  // DJL keeps copies by address, so the version is part of it.
  private static final Map<String, String> MODELS = Map.of("digits-sal", "digits-sal-1.0.0.zip");
  private static final String FOLDER = "dev/espalier/zoo/pretrained/";

  EspalierModelZoo() {
    MODELS.forEach(this::add);
  }

  private void add(String name, String file) {
    // An exception here would keep DJL from finding any zoo at all, and where a program has several
    // class loaders, DJL may look into one that does not have the file.
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    if (loader == null || loader.getResource(FOLDER + file) == null) {
      return;
    }
    String query = "?artifact_id=" + name + "&model_name=" + name;
    Repository repository = Repository.newInstance("Espalier", "jar:///" + FOLDER + file + query);
    for (MRL mrl : repository.getResources()) {
      addModel(mrl);
    }
  }

  @Override
  public String getGroupId() {
    return Index.GROUP;
  }

  @Override
  public Set<String> getSupportedEngines() {
    return Set.of("PyTorch");
  }
}
