Console.WriteLine("fhir-model");
