package dev.espalier.examples;

import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.data.Split;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.Datasets;
import dev.espalier.models.Networks;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.recipe.DeviceChoice;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.zoo.Loaded;
import dev.espalier.zoo.ReadyModel;
import dev.espalier.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What a training on a GPU goes through besides its numbers: stopping and resuming there and on the
 * CPU, long runs, two runs at once, publishing and loading.
 */
final class GpuLife {
  private static final List<String> STOPPED =
      List.of("rich", "cnn", "lstm", "sal", "multigrade", "reverse", "icp", "inner heads");
  private static final Split DIGITS = Datasets.digits().take(400).split(0.8, 7);

  private GpuLife() {}

  /**
   * Goes through all of it.
   *
   * @param epochs how long the trainings are over which memory is watched, 10 steps each
   */
  static void check(DeviceChoice there, int epochs, GpuFindings findings) {
    findings.attempt("refusal", "a GPU that is not there", () -> refusal(findings));
    STOPPED.forEach(name -> findings.attempt("resume", name, () -> resume(there, name, findings)));
    findings.attempt("at once", "two runs", () -> atOnce(there, findings));
    findings.attempt("publishing", "a network", () -> publishing(there, findings));
    for (String name : List.of("cnn", "sal", "icp")) {
      findings.attempt("memory", name, () -> memory(there, name, epochs, findings));
    }
  }

  private static void refusal(GpuFindings findings) {
    String message = "";
    try {
      TrainingHashes.training("adam").run(r -> r.device(DeviceChoice.gpu(99))).close();
    } catch (PlanException e) {
      message = String.valueOf(e.getMessage());
    }
    double missing = message.contains("gpu(99) was asked for") ? 0 : 1;
    findings.add("refusal", "a GPU that is not there", missing, 0, "taken instead of refused");
  }

  private static void resume(DeviceChoice there, String name, GpuFindings findings)
      throws IOException {
    DeviceChoice here = DeviceChoice.cpu();
    TrainingHashes.Training training = TrainingHashes.training(name);
    try (Run whole = training.run(r -> r.device(there));
        Run wholeHere = training.run(r -> r.device(here));
        Run same = stoppedAndResumed(training, there, there);
        Run down = stoppedAndResumed(training, there, here);
        Run up = stoppedAndResumed(training, here, there)) {
      findings.add(
          "resume", name + ": there and there", Apart.parameters(whole, same), 0, "of parameters");
      findings.add(
          "resume", name + ": there, then CPU", Apart.losses(wholeHere, down), .02, "of losses");
      findings.add(
          "resume", name + ": CPU, then there", Apart.losses(wholeHere, up), .02, "of losses");
    }
  }

  private static Run stoppedAndResumed(
      TrainingHashes.Training training, DeviceChoice first, DeviceChoice then) throws IOException {
    Path folder = Files.createTempDirectory("gpu-check");
    boolean[] stop = {false};
    training
        .run(
            r ->
                r.device(first)
                    .checkpoint(folder, 1)
                    .cancelWhen(() -> stop[0])
                    .listener(each(epoch -> stop[0] = true)))
        .close();
    return training.run(r -> r.device(then).checkpoint(folder, 1));
  }

  private static void atOnce(DeviceChoice there, GpuFindings findings) {
    TrainingHashes.Training one = TrainingHashes.training("rich");
    TrainingHashes.Training two = TrainingHashes.training("sal");
    CompletableFuture<Run> beside =
        CompletableFuture.supplyAsync(() -> one.run(r -> r.device(there).epochs(20)));
    try (Run sal = two.run(r -> r.device(there).epochs(20));
        Run rich = beside.join();
        Run salAlone = two.run(r -> r.device(there).epochs(20));
        Run richAlone = one.run(r -> r.device(there).epochs(20))) {
      findings.add("at once", "rich", Apart.parameters(richAlone, rich), 0, "of parameters");
      findings.add("at once", "sal", Apart.parameters(salAlone, sal), 0, "of parameters");
    }
  }

  private static void publishing(DeviceChoice there, GpuFindings findings) throws IOException {
    DataSet test = DIGITS.test();
    List<Sample> samples = IntStream.range(0, test.size()).mapToObj(test::input).toList();
    Network network = Networks.lenet("digits", Dims.of(1, 8, 8), 10);
    Path root = Files.createTempDirectory("gpu-check");
    try (Run run = train(network, supervised(), r -> digits(r).device(there).epochs(3))) {
      List<Prediction> said = run.predict(run.outcome().readout(), test);
      List<Prediction> alone = samples.stream().map(run::predict).toList();
      findings.add("predictions", "alone", Apart.predictions(said, alone), .002, "of 1");
      double again = run.evaluate(test).metric("loss") - run.result().metric("loss");
      findings.add("predictions", "evaluated again", Math.abs(again), 0, "of the loss");
      Zoo.at(root).publish(run, "digits", card -> card.license("Apache-2.0"));
      Loaded loaded = Zoo.open(root).load("digits");
      for (Device device : List.of(Device.cpu(), deviceOf(there))) {
        try (ReadyModel ready = loaded.ready(device)) {
          double apart = Apart.predictions(said, ready.predict(samples));
          findings.add("publishing", "loaded on " + device, apart, .002, "of 1");
        }
      }
      try (Run further =
          loaded.train(supervised(), r -> digits(r).device(DeviceChoice.cpu()).epochs(1))) {
        findings.add(
            "publishing", "loss after training further on CPU", loss(further), loss(run), "");
      }
    }
  }

  private static double loss(Run run) {
    return run.outcome().evaluations().get(0).metric("loss");
  }

  private static RecipeBuilder digits(RecipeBuilder recipe) {
    return recipe
        .classify(DIGITS.train())
        .validate(DIGITS.test())
        .adam(1e-3)
        .batch(32)
        .seed(5)
        .quiet();
  }

  private static void memory(DeviceChoice there, String name, int epochs, GpuFindings findings) {
    TrainingHashes.Training training = TrainingHashes.training(name);
    List<Long> device = new ArrayList<>();
    List<Long> host = new ArrayList<>();
    training
        .run(
            r ->
                r.device(there)
                    .epochs(epochs)
                    .listener(
                        each(
                            epoch -> {
                              device.add(used(deviceOf(there)));
                              host.add(EngineBenchmark.residentKilobytes());
                            })))
        .close();
    int early = device.size() / 5;
    findings.add(
        "memory",
        name + ": the device's, end against first fifth",
        (device.get(device.size() - 1) - device.get(early)) / 1048576.0,
        4,
        "MB");
    findings.add(
        "memory",
        name + ": the process's",
        (host.get(host.size() - 1) - host.get(early)) / 1024.0,
        64,
        "MB");
  }

  private static long used(Device device) {
    return device.isGpu() ? CudaUtils.getGpuMemory(device).getUsed() : 0;
  }

  private static Device deviceOf(DeviceChoice choice) {
    return choice instanceof DeviceChoice.Gpu gpu ? Device.gpu(gpu.number()) : Device.cpu();
  }

  private static RunListener each(Consumer<EpochRecord> told) {
    return new RunListener() {
      @Override
      public void epochDone(EpochRecord epoch) {
        told.accept(epoch);
      }
    };
  }
}
