import Foundation  // breaks: unknown target
