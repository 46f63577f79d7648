package dev.espalier.examples;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import dev.espalier.Run;
import dev.espalier.torch.Torch;
import dev.espalier.train.recipe.DeviceChoice;
import dev.espalier.train.recipe.RecipeBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Checks a GPU: every training of {@link TrainingHashes} there and on the CPU from the same seed,
 * in 32, 64 and mixed bits and once more; then {@link GpuLife} and {@link GpuSpeed}.
 *
 * <p>Losses are compared relatively, over all terms of all epochs and the last evaluations. They
 * may be 1e-9 apart in 64 bits, .005 in 32 (a sign step may turn at a gradient near 0), .1 in mixed
 * against full precision; a training that is repeated on the GPU must have the same bits. Refined
 * features may be .1 apart in any precision: they come from Newton steps across kinks, and on one
 * CPU a rate that differs by 3e-15 moves their losses by .06.
 *
 * <p>Arguments: {@code only=} the beginning of the names of the trainings and loops ({@code all} of
 * them), {@code parts=} one or more of {@code numbers,life,speed}, {@code python=} the command with
 * torch, {@code rounds=} of the speed, {@code csv=} the file to write. Ends with 1 if a number is
 * beyond its limit; where there is no GPU it says so and ends with 0.
 */
public final class GpuCheck {
  /** What can be given, {@code name=value} each. */
  @Command(description = "Compares trainings on a GPU with those on the CPU.")
  static final class Given {
    @Option(names = "only", description = "The beginning of names, or all.")
    String only = "all";

    @Option(
        names = "parts",
        split = ",",
        description = "One or more of numbers, life and speed, with commas between.")
    List<String> parts = List.of("numbers", "life", "speed");

    @Option(names = "python", description = "The command of a Python with torch.")
    String python = "python3";

    @Option(
        names = "rounds",
        description = "The rounds of the speed, from 1 on.",
        converter = Program.AtLeastOne.class)
    int rounds = 5;

    @Option(names = "csv", description = "The file to write.")
    Path csv = Path.of("gpu-check.csv");
  }

  private final DeviceChoice there;
  private final GpuFindings findings;

  private GpuCheck(DeviceChoice there, GpuFindings findings) {
    this.there = there;
    this.findings = findings;
  }

  /** Runs the check on the first GPU. */
  public static void main(String[] args) {
    Program.start(GpuCheck.class, new Given(), args, GpuCheck::check);
  }

  private static void check(Given given) throws IOException {
    if (!Torch.devices().get(0).isGpu()) {
      System.out.println(
          "no GPU: LibTorch %s finds none, so there is nothing to check"
              .formatted(Engine.getEngine(Torch.ENGINE).getVersion()));
      return;
    }
    Map<String, String> machine = machine();
    machine.forEach((name, value) -> System.out.println(name + ": " + value));
    GpuFindings findings = new GpuFindings(machine);
    DeviceChoice gpu = DeviceChoice.gpu(0);
    String only = given.only.equals("all") ? "" : given.only;
    if (given.parts.contains("numbers")) {
      numbers(gpu, only, findings);
    }
    if (given.parts.contains("life")) {
      GpuLife.check(gpu, 250, findings);
    }
    if (given.parts.contains("speed")) {
      GpuSpeed speed = new GpuSpeed(gpu, given.python, given.rounds);
      speed.measure(only, findings);
    }
    findings.write(given.csv);
    System.out.print(findings.summary());
    if (!findings.hold()) {
      System.exit(1);
    }
  }

  /** Compares the trainings whose names begin so with those on the CPU. */
  static void numbers(DeviceChoice there, String only, GpuFindings findings) {
    GpuCheck check = new GpuCheck(there, findings);
    TrainingHashes.trainings()
        .forEach(
            (name, training) -> {
              if (name.startsWith(only)) {
                findings.attempt("32 bits", name, () -> check.bits32(name, training));
                findings.attempt("64 bits", name, () -> check.bits64(name, training));
              }
            });
  }

  private void bits32(String name, TrainingHashes.Training training) {
    if (name.endsWith("64 bits") || name.equals("mixed")) {
      return;
    }
    try (Run here = training.run(r -> r.device(DeviceChoice.cpu()));
        Run first = training.run(r -> r.device(there));
        Run again = training.run(r -> r.device(there));
        Run mixed = training.run(r -> r.device(there).mixedPrecision())) {
      findings.add("32 bits", name, Apart.losses(here, first), limit(name, .005), "of the losses");
      findings.add("again", name, Apart.parameters(first, again), 0, "of the parameters");
      // Early stopping may end one of them an epoch before the other.
      if (!name.equals("early stop")) {
        findings.add("mixed", name, Apart.losses(first, mixed), .1, "of the losses");
      }
    }
  }

  private void bits64(String name, TrainingHashes.Training training) {
    if (name.equals("mixed")) {
      return;
    }
    UnaryOperator<RecipeBuilder> wide = r -> r.float64();
    try (Run here = training.run(r -> wide.apply(r).device(DeviceChoice.cpu()));
        Run first = training.run(r -> wide.apply(r).device(there))) {
      findings.add("64 bits", name, Apart.losses(here, first), limit(name, 1e-9), "of the losses");
    }
  }

  private static double limit(String name, double usual) {
    return name.equals("reverse, refined") ? .1 : usual;
  }

  private static Map<String, String> machine() {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put(
        "card",
        GpuSpeed.output("nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"));
    machine.put("compute capability", CudaUtils.getComputeCapability(0));
    machine.put("memory", CudaUtils.getGpuMemory(Device.gpu(0)).getMax() / (1 << 20) + " MiB");
    machine.put("CUDA", CudaUtils.getCudaVersionString());
    machine.put("LibTorch", Engine.getEngine(Torch.ENGINE).getVersion());
    machine.put("DJL", Engine.getDjlVersion());
    machine.put("Java", System.getProperty("java.version"));
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    return machine;
  }
}
