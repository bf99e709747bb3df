// Swift 6 with nothing beside Foundation. Usage: swift Papers.swift URL
import Foundation

let query = """
  query Papers($slug: String!, $first: Int!) {
    doctor(slug: $slug) {
      name { display }
      publications(first: $first) {
        totalCount
        nodes { title year }
      }
    }
  }
  """

struct Request: Encodable {
  struct Variables: Encodable {
    let slug: String
    let first: Int
  }
  let query: String
  let variables: Variables
}

struct Answer: Decodable {
  struct Failure: Decodable { let message: String }
  struct Content: Decodable { let doctor: Doctor? }
  struct Doctor: Decodable {
    struct Name: Decodable { let display: String }
    struct Papers: Decodable {
      let totalCount: Int
      let nodes: [Paper]
    }
    struct Paper: Decodable {
      let title: String?
      let year: Int?
    }
    let name: Name
    let publications: Papers
  }
  let data: Content?
  let errors: [Failure]?
}

var request = URLRequest(url: URL(string: CommandLine.arguments[1])!)
request.httpMethod = "POST"
request.setValue("application/json", forHTTPHeaderField: "Content-Type")
request.setValue("application/graphql-response+json", forHTTPHeaderField: "Accept")
request.httpBody = try JSONEncoder().encode(
  Request(query: query, variables: .init(slug: "shen-muyun", first: 4)))

let (body, _) = try await URLSession.shared.data(for: request)
let answer = try JSONDecoder().decode(Answer.self, from: body)
for failure in answer.errors ?? [] {
  print(failure.message)
}
if let doctor = answer.data?.doctor {
  print(doctor.name.display, doctor.publications.totalCount)
  for paper in doctor.publications.nodes {
    print(paper.year.map(String.init) ?? "", paper.title ?? "")
  }
}
